# Completion of svc for bash. In ~/.bashrc: source <(svc completion bash)
_svc() {
    local line word kept found
    # COMP_POINT counts bytes.
    line=$(LC_ALL=C; printf %s "${COMP_LINE:0:COMP_POINT}")
    # What readline leaves standing of the word: up to its last break, a colon or an equals sign.
    word=${line##*[[:space:]]}
    kept=${word%"${word##*[$COMP_WORDBREAKS]}"}
    # An @ is a break too, but one that begins the word after it.
    kept=${kept%@}
    COMPREPLY=()
    while IFS= read -r found; do
        if [[ $found == ':file' ]]; then
            compopt -o default 2>/dev/null
            COMPREPLY=()
            return
        fi
        COMPREPLY+=("${found#"$kept"}")
    done < <(command svc completion bash -- "$line" 2>/dev/null)
    if [[ ${#COMPREPLY[@]} == 1 && ${COMPREPLY[0]} == *[=:,] ]]; then
        compopt -o nospace 2>/dev/null
    fi
}
complete -F _svc svc
