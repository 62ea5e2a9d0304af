package io.adxflow.sinks.eventhubs;

import io.adxflow.sinks.azure.AzureFailure;
import io.adxflow.sinks.delivery.FailureKind;
import io.adxflow.sinks.delivery.FailureScope;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.config.ConfigException;
import org.apache.kafka.common.errors.AuthenticationException;
import org.apache.kafka.common.errors.AuthorizationException;
import org.apache.kafka.common.errors.InvalidProducerEpochException;
import org.apache.kafka.common.errors.InvalidTopicException;
import org.apache.kafka.common.errors.ProducerFencedException;
import org.apache.kafka.common.errors.RecordBatchTooLargeException;
import org.apache.kafka.common.errors.RecordTooLargeException;
import org.apache.kafka.common.errors.ThrottlingQuotaExceededException;
import org.apache.kafka.common.errors.TransactionalIdAuthorizationException;
import org.apache.kafka.common.errors.UnknownTopicOrPartitionException;
import org.apache.kafka.common.errors.UnsupportedVersionException;
import org.jspecify.annotations.Nullable;

/** Says what a throwable of Kafka's client means, in words that hold no secret. */
final class HubFailures {
    private static final int MAX_TEXT = 300;

    private final HubSettings settings;

    HubFailures(HubSettings settings) {
        this.settings = settings;
    }

    /** The failure in our words; null when it is none of Kafka's client. */
    @Nullable
    AzureFailure of(Throwable thrown) {
        if (thrown instanceof AzureFailure failure) {
            return failure;
        }
        Throwable known = thrown;
        while (known.getCause() != null
                && (known instanceof ExecutionException || known.getClass() == KafkaException.class)) {
            known = known.getCause();
        }
        String what = "hub " + settings.hub() + ": " + known.getClass().getSimpleName() + ": " + text(known);
        if (known instanceof AuthenticationException) {
            return AzureFailure.configuration(
                    what + ". Check the connection string or identity, and that it has not expired");
        }
        if (known instanceof TransactionalIdAuthorizationException) {
            return AzureFailure.configuration(
                    what + ". To do: allow Write and Describe on transactional ids that begin with " + settings.name()
                            + "-");
        }
        if (known instanceof AuthorizationException) {
            return AzureFailure.configuration(what + ". To do: " + grants());
        }
        if (known instanceof RecordTooLargeException || known instanceof RecordBatchTooLargeException) {
            return AzureFailure.configuration(what + ". Set max-request-size (" + settings.maxRequestBytes()
                    + ") to what the hub takes, message.max.bytes of a topic");
        }
        if (known instanceof UnsupportedVersionException) {
            return AzureFailure.configuration(
                    what + ". The hub has no transactions: Event Hubs has them in the tiers Premium and"
                            + " Dedicated alone. Set transactions: false");
        }
        if (known instanceof InvalidTopicException || known instanceof ConfigException) {
            return AzureFailure.configuration(what + ". Check hub, and kafka-properties-file");
        }
        if (known instanceof UnknownTopicOrPartitionException || isUnknownTopic(known)) {
            return AzureFailure.configuration(what + ". Create the hub, or correct its name in hub");
        }
        if (known instanceof ProducerFencedException || known instanceof InvalidProducerEpochException) {
            return new AzureFailure(
                    FailureKind.TRANSIENT,
                    FailureScope.TABLE,
                    what + ". Another process has taken the batch's slot. Should this not end, two jobs share the name "
                            + settings.name() + ": give each a name of its own",
                    false);
        }
        if (known instanceof KafkaException || known instanceof java.util.concurrent.TimeoutException) {
            return new AzureFailure(FailureKind.TRANSIENT, what, known instanceof ThrottlingQuotaExceededException);
        }
        return null;
    }

    /** The producer says so of a topic that the broker does not tell of, after {@code max.block.ms}. */
    private boolean isUnknownTopic(Throwable known) {
        return known instanceof org.apache.kafka.common.errors.TimeoutException
                && text(known).contains("Topic " + settings.hub() + " not present in metadata");
    }

    /** What to allow. */
    String grants() {
        return "allow Write and Describe on topic " + settings.hub() + ", Read on groups that begin with "
                + settings.name() + "-"
                + (settings.transactions() ? ", Write and Describe on transactional ids that do" : "")
                + "; of Event Hubs: the role Azure Event Hubs Data Owner on the hub, or a policy with Send and Listen";
    }

    private static String text(Throwable thrown) {
        String text =
                String.valueOf(thrown.getMessage()).replaceAll("\\s+", " ").strip();
        return text.length() > MAX_TEXT ? text.substring(0, MAX_TEXT) + "..." : text;
    }
}
