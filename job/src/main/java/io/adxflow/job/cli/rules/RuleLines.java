package io.adxflow.job.cli.rules;

import io.adxflow.job.config.PipelineDocument;
import io.adxflow.job.rows.RowSettings;
import java.io.BufferedReader;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;

/** Runs lines of input through rules, and tells lines of output. */
public final class RuleLines {
    private static final int MAX_PROBLEMS = 100;

    private RuleLines() {}

    /**
     * Runs all lines.
     *
     * @param namespace of lines that name none
     * @param out takes lines of JSON
     * @return what is wrong with which lines, at most the first hundred; the others were run
     */
    public static List<String> run(
            PipelineDocument document,
            RowSettings settings,
            String namespace,
            BufferedReader lines,
            Consumer<String> out)
            throws IOException {
        List<String> problems = new ArrayList<>();
        try (RuleTrial trial = new RuleTrial(document, settings, line -> out.accept(line.toString()))) {
            int number = 0;
            for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                number++;
                if (line.isBlank()) {
                    continue;
                }
                long now = System.currentTimeMillis();
                try {
                    trial.run(TrialInput.parse(line, now), namespace, now);
                } catch (IllegalArgumentException e) {
                    if (problems.size() < MAX_PROBLEMS) {
                        problems.add("line " + number + ": " + e.getMessage());
                    }
                }
            }
        }
        return problems;
    }
}
