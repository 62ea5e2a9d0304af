package io.adxflow.job.cli.shell;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import picocli.CommandLine;
import picocli.CommandLine.Help;
import picocli.CommandLine.Model.ArgSpec;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;

/** What commands say of themselves, without colours and with their variables replaced. */
final class CommandTexts {
    private CommandTexts() {}

    /** All that is said of it, in one line. */
    static String description(CommandSpec command) {
        return plain(command.usageMessage().description());
    }

    static String description(ArgSpec argument) {
        return plain(argument.description());
    }

    /** The first sentence. */
    static String brief(String description) {
        int end = description.indexOf(". ");
        String sentence = end < 0 ? description : description.substring(0, end);
        return sentence.replaceAll("[.:]$", "");
    }

    /** Lines of its footer. */
    static List<String> footer(CommandSpec command) {
        List<String> lines = new ArrayList<>();
        for (String line : command.usageMessage().footer()) {
            lines.add(Help.Ansi.OFF.string(line).replace("%n", "").replace("%%", "%"));
        }
        return lines;
    }

    /** Subcommands that the help names, in its order; aliases and hidden ones are left out. */
    static List<CommandSpec> subcommands(CommandSpec command) {
        List<CommandSpec> subcommands = new ArrayList<>();
        command.subcommands().forEach((name, line) -> {
            CommandSpec spec = line.getCommandSpec();
            if (name.equals(spec.name()) && !spec.usageMessage().hidden()) {
                subcommands.add(spec);
            }
        });
        return subcommands;
    }

    /** Options that the help names. */
    static List<OptionSpec> options(CommandSpec command) {
        return command.options().stream().filter(option -> !option.hidden()).toList();
    }

    static boolean takesValue(OptionSpec option) {
        return option.arity().max() > 0;
    }

    static boolean mayRepeat(OptionSpec option) {
        return option.isMultiValue();
    }

    /** Whether the value is a file or a folder. */
    static boolean isPath(ArgSpec argument) {
        return argument.auxiliaryTypes().length > 0 && Path.class.isAssignableFrom(argument.auxiliaryTypes()[0]);
    }

    /** The values to choose from; none when it may be anything. */
    static List<String> candidates(ArgSpec argument) {
        List<String> candidates = new ArrayList<>();
        Iterable<String> declared = argument.completionCandidates();
        if (declared != null) {
            declared.forEach(candidates::add);
        }
        return candidates;
    }

    private static String plain(String[] lines) {
        StringBuilder text = new StringBuilder();
        for (String line : lines) {
            text.append(CommandLine.Help.Ansi.OFF.string(line)).append(' ');
        }
        return text.toString()
                .replace("%n", " ")
                .replace("%%", "%")
                .replaceAll("\\s+", " ")
                .strip();
    }
}
