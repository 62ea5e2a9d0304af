package io.adxflow.job.rules.scrub;

import java.io.Serializable;
import java.util.List;

/**
 * One rule as it is configured.
 *
 * @param name in counters
 * @param find labels of {@link io.adxflow.job.rules.scrub.detect.Detector}s
 * @param patterns of RE2, which find what they match
 * @param in where it looks
 * @param action what becomes of what it finds
 * @param replacement what stands for it, where the action says so
 * @param key the id of the key to hash with; empty for the first one of the file
 */
public record ScrubSpec(
        String name,
        List<String> find,
        List<String> patterns,
        List<ScrubPlace> in,
        ScrubAction action,
        String replacement,
        String key)
        implements Serializable {
    /** What stands for a masked text. */
    public static final String MASK = "********";
}
