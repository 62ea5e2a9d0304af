package io.adxflow.sinks.delivery;

/**
 * Where a committed batch can be read.
 *
 * @param url of the whole of it, without a signature
 * @param container its storage container, or folder
 * @param path in the container
 * @param etag names its content's version
 * @param contentType of its bytes
 * @param bytes how many
 */
public record CommittedObject(String url, String container, String path, String etag, String contentType, long bytes) {}
