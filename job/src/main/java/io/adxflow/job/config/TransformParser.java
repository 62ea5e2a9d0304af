package io.adxflow.job.config;

import io.adxflow.job.rules.transform.LabelProgram;
import io.adxflow.job.rules.transform.RecordKind;
import io.adxflow.job.rules.transform.RecordProgram;
import io.adxflow.job.rules.transform.RuleFunctions;
import io.adxflow.job.rules.transform.TransformSpec;
import io.adxflow.job.rules.transform.TransformSpec.OnError;
import io.adxflow.kql.syntax.KqlException;
import java.util.List;
import java.util.SortedMap;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** Makes a {@link TransformSpec} of the settings under {@code namespaces.<name>.transform}; each program is bound once, so that its problems are told here. */
final class TransformParser {
    private final String prefix;
    private final SortedMap<String, Setting> settings;
    private final OtlpRules otlp;
    private final List<ConfigProblem> problems;

    TransformParser(String prefix, SortedMap<String, Setting> settings, OtlpRules otlp, List<ConfigProblem> problems) {
        this.prefix = prefix;
        this.settings = settings;
        this.otlp = otlp;
        this.problems = problems;
    }

    TransformSpec parse() {
        return new TransformSpec(
                program("logs", text -> RecordProgram.bind(text, RecordKind.LOGS, otlp, RuleFunctions.WITHOUT_KEYS)),
                program(
                        "traces",
                        text -> RecordProgram.bind(text, RecordKind.TRACES, otlp, RuleFunctions.WITHOUT_KEYS)),
                program("metrics", text -> LabelProgram.bind(text, RuleFunctions.WITHOUT_KEYS)),
                onError());
    }

    private String program(String field, Consumer<String> bind) {
        Setting setting = settings.get(prefix + field);
        if (setting == null || setting.text().isBlank()) {
            return "";
        }
        String text = setting.text();
        String problem = problem(text, bind);
        if (problem != null) {
            problems.add(new ConfigProblem(setting.origin(), setting.key() + ": " + problem));
        }
        return text;
    }

    private static @Nullable String problem(String text, Consumer<String> bind) {
        try {
            bind.accept(text);
            return null;
        } catch (KqlException e) {
            return e.getMessage();
        } catch (IllegalArgumentException e) {
            return String.valueOf(e.getMessage());
        }
    }

    private OnError onError() {
        Setting setting = settings.get(prefix + "on-error");
        if (setting == null) {
            return OnError.KEEP;
        }
        for (OnError each : OnError.values()) {
            if (each.text().equals(setting.text())) {
                return each;
            }
        }
        problems.add(new ConfigProblem(
                setting.origin(), setting.key() + ": '" + setting.text() + "' (expected: keep or dead-letter)"));
        return OnError.KEEP;
    }
}
