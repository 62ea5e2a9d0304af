package io.adxflow.job.page.model;

/**
 * Something that somebody should know or do.
 *
 * @param kind one word or two for programs, as {@code destination_away}
 * @param severity {@code error} when data waits or is refused, else {@code warning}
 * @param node of the graph that it is about, empty for the job as a whole
 * @param what in plain words
 * @param since ISO 8601
 * @param detail the last error as it was told, may be empty
 * @param todo what to do about it
 */
public record Trouble(
        String kind,
        String severity,
        String node,
        String what,
        String since,
        long ageSeconds,
        String detail,
        String todo) {}
