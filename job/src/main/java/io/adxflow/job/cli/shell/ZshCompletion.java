package io.adxflow.job.cli.shell;

import java.util.List;
import picocli.CommandLine.Model.ArgSpec;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.Model.PositionalParamSpec;

/** Writes zsh's completion function {@code _adxflow}: a function for each command, with the words of its help. */
final class ZshCompletion {
    private final StringBuilder script = new StringBuilder();

    private ZshCompletion() {}

    static String of(CommandSpec root) {
        ZshCompletion completion = new ZshCompletion();
        completion.script.append("#compdef ").append(root.name()).append("\n");
        completion.function(root, "_" + root.name());
        completion
                .script
                .append("\nif [ \"$funcstack[1]\" = _")
                .append(root.name())
                .append(" ]; then\n");
        completion.script.append("  _").append(root.name()).append(" \"$@\"\nelse\n");
        completion
                .script
                .append("  compdef _")
                .append(root.name())
                .append(' ')
                .append(root.name())
                .append("\nfi\n");
        return completion.script.toString();
    }

    private void function(CommandSpec command, String name) {
        List<CommandSpec> subcommands = CommandTexts.subcommands(command);
        subcommands.forEach(subcommand -> function(subcommand, functionOf(name, subcommand)));
        script.append("\n").append(name).append("() {\n");
        script.append("  local curcontext=\"$curcontext\" state line ret=1\n  typeset -A opt_args\n");
        script.append("  _arguments -C");
        CommandTexts.options(command).forEach(option -> line(option(option)));
        if (subcommands.isEmpty()) {
            for (PositionalParamSpec positional : command.positionalParameters()) {
                line(positional(positional));
            }
            script.append(" && ret=0\n");
        } else {
            line("'1: :->command'");
            line("'*:: :->arguments'");
            script.append(" && ret=0\n");
            states(name, subcommands);
        }
        script.append("  return ret\n}\n");
    }

    private void states(String name, List<CommandSpec> subcommands) {
        script.append("  case $state in\n    command)\n      local -a commands\n      commands=(\n");
        for (CommandSpec subcommand : subcommands) {
            script.append("        '")
                    .append(subcommand.name())
                    .append(':')
                    .append(quoted(CommandTexts.brief(CommandTexts.description(subcommand))))
                    .append("'\n");
        }
        script.append("      )\n      _describe -t commands command commands && ret=0\n      ;;\n    arguments)\n");
        script.append("      case $words[1] in\n");
        for (CommandSpec subcommand : subcommands) {
            script.append("        ")
                    .append(subcommand.name())
                    .append(") ")
                    .append(functionOf(name, subcommand))
                    .append(" && ret=0 ;;\n");
        }
        script.append("      esac\n      ;;\n  esac\n");
    }

    private void line(String argument) {
        script.append(" \\\n    ").append(argument);
    }

    private static String functionOf(String parent, CommandSpec command) {
        return parent + "_" + command.name().replace('-', '_');
    }

    private static String option(OptionSpec option) {
        List<String> names = List.of(option.names());
        String about = "[" + inBrackets(CommandTexts.brief(CommandTexts.description(option))) + "]"
                + (CommandTexts.takesValue(option) ? ":" + label(option) + ":" + action(option) : "");
        String before = CommandTexts.mayRepeat(option) ? "'*'" : "'(" + String.join(" ", names) + ")'";
        return before + (names.size() == 1 ? names.get(0) : "{" + String.join(",", names) + "}") + "'" + about + "'";
    }

    private static String positional(PositionalParamSpec positional) {
        return "'" + (positional.isMultiValue() ? "*" : "") + ":" + label(positional) + ":" + action(positional) + "'";
    }

    private static String label(ArgSpec argument) {
        return quoted(argument.paramLabel()).replaceAll("[<>:]", "");
    }

    private static String action(ArgSpec argument) {
        List<String> candidates = CommandTexts.candidates(argument);
        if (!candidates.isEmpty()) {
            return "(" + quoted(String.join(" ", candidates)).replace(":", "\\:") + ")";
        }
        return CommandTexts.isPath(argument) ? "_files" : " ";
    }

    private static String inBrackets(String text) {
        return quoted(text).replace("[", "\\[").replace("]", "\\]").replace(":", "\\:");
    }

    /** For within single quotes. */
    private static String quoted(String text) {
        return text.replace("\\", "\\\\").replace("'", "'\\''");
    }
}
