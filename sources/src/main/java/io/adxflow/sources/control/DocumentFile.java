package io.adxflow.sources.control;

import java.io.Serializable;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The file that a job was submitted with, which people may change. Blocks. */
public interface DocumentFile extends Serializable {

    /** What the job was submitted with. */
    ControlDocument submitted();

    /** Whether the file rules, so that it is to be looked at again and again, and nobody else may propose. */
    boolean rules();

    /** Reads the file as it is now; null when it does not exist in this process, which then cannot watch it. */
    @Nullable
    Reading read();

    /**
     * What was read.
     *
     * @param document null when there are problems
     * @param problems all of them, each with its place
     * @param notices what changed besides and acts at the next start only
     */
    record Reading(@Nullable ControlDocument document, List<String> problems, List<String> notices) {}
}
