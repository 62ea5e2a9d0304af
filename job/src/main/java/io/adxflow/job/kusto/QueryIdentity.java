package io.adxflow.job.kusto;

/**
 * How a query is told from others.
 *
 * @param clientRequestId what the client calls it, {@code x-ms-client-request-id}
 * @param activityId a guid of ours
 * @param began when, as Kusto writes a {@code datetime}
 * @param seconds how long it took
 */
record QueryIdentity(String clientRequestId, String activityId, String began, double seconds) {}
