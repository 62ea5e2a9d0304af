package io.adxflow.job.cli.shell;

import java.util.ArrayList;
import java.util.List;
import picocli.CommandLine.Model.ArgSpec;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.Model.PositionalParamSpec;

/** Writes the manual page {@code adxflow(1)}, in the macros of man(7), from what the commands' help says. */
final class ManualPage {
    private final StringBuilder page = new StringBuilder();

    private ManualPage() {}

    static String of(CommandSpec root) {
        ManualPage manual = new ManualPage();
        manual.write(root);
        return manual.page.toString();
    }

    private void write(CommandSpec root) {
        macro("TH " + root.name().toUpperCase(java.util.Locale.ROOT) + " 1 \"\" \"" + root.name()
                + "\" \"User Commands\"");
        macro("SH NAME");
        text(root.name() + " - a streaming ingestor for Azure Data Explorer, as an Apache Flink job");
        macro("SH SYNOPSIS");
        macro("B " + root.name());
        text("COMMAND [OPTION]...");
        macro("SH DESCRIPTION");
        text(CommandTexts.description(root));
        macro("SH COMMANDS");
        for (CommandSpec command : CommandTexts.subcommands(root)) {
            command(command, command.name());
        }
        footer(root);
        macro("SH EXIT STATUS");
        text("0 when it is done, 1 when it failed, 2 when options or the configuration are wrong.");
        macro("SH FILES");
        macro("TP");
        macro("I flink-conf/pipeline.yaml");
        text("Every key of a pipeline file, with its default.");
        macro("TP");
        macro("I flink-conf/pipeline.schema.json");
        text("The JSON Schema of pipeline files, for editors.");
    }

    private void command(CommandSpec command, String name) {
        macro("SS " + name + synopsis(command));
        text(CommandTexts.description(command));
        for (PositionalParamSpec positional : command.positionalParameters()) {
            if (!positional.hidden()) {
                argument("\\fI" + escaped(positional.paramLabel()) + "\\fR", positional);
            }
        }
        for (OptionSpec option : CommandTexts.options(command)) {
            if (!option.usageHelp() && !option.versionHelp()) {
                String value = CommandTexts.takesValue(option) ? " \\fI" + escaped(option.paramLabel()) + "\\fR" : "";
                List<String> names = new ArrayList<>();
                for (String each : option.names()) {
                    names.add("\\fB" + escaped(each) + "\\fR");
                }
                argument(String.join(", ", names) + value, option);
            }
        }
        footer(command);
        for (CommandSpec subcommand : CommandTexts.subcommands(command)) {
            command(subcommand, name + " " + subcommand.name());
        }
    }

    private static String synopsis(CommandSpec command) {
        StringBuilder synopsis = new StringBuilder();
        for (PositionalParamSpec positional : command.positionalParameters()) {
            String label = escaped(positional.paramLabel());
            synopsis.append(' ').append(positional.arity().min() == 0 ? "[" + label + "]" : label);
        }
        return synopsis.toString();
    }

    private void argument(String heading, ArgSpec argument) {
        macro("TP");
        page.append(heading).append('\n');
        text(CommandTexts.description(argument));
    }

    private void footer(CommandSpec command) {
        List<String> lines = CommandTexts.footer(command);
        if (lines.stream().allMatch(String::isBlank)) {
            return;
        }
        macro("PP");
        macro("nf");
        lines.stream().dropWhile(String::isBlank).forEach(line -> page.append(line.isBlank() ? ".sp" : escaped(line))
                .append('\n'));
        macro("fi");
    }

    private void macro(String line) {
        page.append('.').append(line).append('\n');
    }

    private void text(String text) {
        page.append(escaped(text.isEmpty() ? "-" : text)).append('\n');
    }

    /** A line must not begin with what would be a macro, nor hold what would be one. */
    private static String escaped(String text) {
        String plain = text.replace("\\", "\\e").replace("-", "\\-");
        return plain.startsWith(".") || plain.startsWith("'") ? "\\&" + plain : plain;
    }
}
