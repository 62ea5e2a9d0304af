package io.adxflow.job.cli.setup;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.Charset;
import org.jspecify.annotations.Nullable;

/** Whom to ask for what the flags do not say. */
interface Questions {
    /**
     * Asks once.
     *
     * @param proposal taken for an empty answer; empty when there is none to propose
     * @return null when there is nobody to ask
     */
    @Nullable
    String ask(String question, String proposal);

    /** The terminal, where the launcher found one at both ends: the JVM itself cannot tell. Questions go to standard error. */
    static Questions ofTerminal() {
        if (!Boolean.getBoolean("adxflow.tty") || !Boolean.getBoolean("adxflow.keyboard")) {
            return (question, proposal) -> null;
        }
        BufferedReader lines = new BufferedReader(new InputStreamReader(System.in, Charset.defaultCharset()));
        return (question, proposal) -> {
            System.err.print(question + (proposal.isEmpty() ? "" : " [" + proposal + "]") + ": ");
            System.err.flush();
            try {
                String answer = lines.readLine();
                return answer == null ? null : answer.isBlank() ? proposal : answer.strip();
            } catch (IOException gone) {
                // Nobody answers any more.
                return null;
            }
        };
    }
}
