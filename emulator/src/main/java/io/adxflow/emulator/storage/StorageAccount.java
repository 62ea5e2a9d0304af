package io.adxflow.emulator.storage;

/** Where the services of one storage account are: {@code http://host:port/account}, without a slash at the end. */
public record StorageAccount(String blobEndpoint, String queueEndpoint, String tableEndpoint) {}
