/**
 * What can be listened to: directories, containers, notifications, queues and topics, and the formats in them, behind
 * {@link io.adxflow.sources.listen.ListenKinds}.
 */
@NullMarked
package io.adxflow.job.listen;

import org.jspecify.annotations.NullMarked;
