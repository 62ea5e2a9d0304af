package io.adxflow.sources.http;

/**
 * Something that a source was to read and cannot, ever: for the dead letters.
 *
 * @param name of it, for people: a blob's URL, a message's place
 * @param detail what is wrong with it, and what of it was taken before
 * @param content its beginning as a JSON object, or what tells where it is
 * @param source who brought it
 * @param readAtMillis wall clock, epoch milliseconds
 */
public record UnreadableInput(
        Target target, String name, String detail, String content, String source, long readAtMillis)
        implements IngestElement {}
