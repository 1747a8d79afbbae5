# Completion of svc for fish: svc completion fish > ~/.config/fish/completions/svc.fish
function __svc_complete
    set -l done (commandline -opc)
    set -l typed (commandline -ct)
    set -l found (command svc completion fish -- $done[2..-1] "$typed" 2>/dev/null)
    if test "$found[1]" = :file
        __fish_complete_path "$typed"
    else
        printf '%s\n' $found
    end
end
complete -c svc -f -a '(__svc_complete)'
