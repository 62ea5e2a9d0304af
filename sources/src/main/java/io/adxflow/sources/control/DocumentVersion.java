package io.adxflow.sources.control;

import java.io.Serializable;

/**
 * One entry of the history: which document ruled from when on, and who wanted it.
 *
 * <p>A number is given again after a failure that forgot it, to another document: nothing outside the job's own state may be named
 * or looked up by it alone.
 *
 * @param number counts from 1
 * @param hash of the {@link ControlDocument}
 * @param requestId of whoever proposed it, by which a repeated proposal is recognised
 * @param decidedAtMillis wall clock, epoch milliseconds
 * @param who proposed it, for people
 * @param what changed, for people
 */
public record DocumentVersion(long number, String hash, String requestId, long decidedAtMillis, String who, String what)
        implements Serializable {
    /** Texts for people are cut at this many characters, so that events and state stay small. */
    public static final int MAX_TEXT = 200;

    public DocumentVersion {
        who = cut(who);
        what = cut(what);
    }

    private static String cut(String text) {
        return text.length() <= MAX_TEXT ? text : text.substring(0, MAX_TEXT - 1) + "…";
    }
}
