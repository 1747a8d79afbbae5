#compdef svc
# Completion of svc for zsh. In ~/.zshrc, after compinit: source <(svc completion zsh)
_svc() {
    local found
    local -a lines values prefixes
    lines=("${(@f)$(command svc completion zsh -- "${(@Q)words[2,CURRENT]}" 2>/dev/null)}")
    for found in "${lines[@]}"; do
        case $found in
            '') ;;
            :file*) _files; return ;;
            *) found="${${found%%$'\t'*}//:/\\:}:${found#*$'\t'}"
               if [[ ${found%%:*} == *[=,] || ${found%:*} == *'\:' ]]; then
                   prefixes+=("$found")
               else
                   values+=("$found")
               fi ;;
        esac
    done
    (( $#values )) && _describe -V svc values -M 'm:{a-z}={A-Z}'
    (( $#prefixes )) && _describe -V svc prefixes -S '' -M 'm:{a-z}={A-Z}'
}
if [[ ${funcstack[1]} == _svc ]]; then
    _svc "$@"
elif (( $+functions[compdef] )); then
    compdef _svc svc
fi
