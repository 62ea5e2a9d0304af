package io.adxflow.sinks.blob;

import com.azure.storage.common.policy.RequestRetryOptions;
import com.azure.storage.common.policy.RetryPolicyType;
import com.azure.storage.queue.QueueAsyncClient;
import com.azure.storage.queue.QueueClientBuilder;
import com.azure.storage.queue.models.QueueStorageException;
import io.adxflow.sinks.azure.AzureFailure;
import io.adxflow.sinks.azure.AzureHttp;
import io.adxflow.sinks.azure.Calls;
import io.adxflow.sinks.azure.Credentials;
import io.adxflow.sinks.blob.BlobSettings.Access;
import io.adxflow.sinks.reading.StoredNotices;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A storage queue, reached as the moniker's container is. One that is refused is opened anew, with the secret as it is then. */
final class NoticeQueue implements StoredNotices {
    private static final Duration TIMEOUT = Duration.ofSeconds(30);
    private static final Duration HIDDEN = Duration.ofMinutes(5);
    /** As many as the service gives at once (Azure, "Get Messages"). */
    private static final int MAX_MESSAGES = 32;

    private final BlobSettings settings;
    private final String queue;
    private final AzureHttp http;
    private @Nullable QueueAsyncClient client;

    /** @param queue its URL; with a connection string its name */
    NoticeQueue(BlobSettings settings, String queue) {
        this.settings = settings;
        this.queue = queue;
        this.http = new AzureHttp(settings.moniker(), 4);
    }

    private QueueAsyncClient client() throws AzureFailure {
        QueueAsyncClient known = client;
        if (known == null) {
            known = builder().buildAsyncClient();
            client = known;
        }
        return known;
    }

    private QueueClientBuilder builder() throws AzureFailure {
        QueueClientBuilder builder = new QueueClientBuilder()
                .httpClient(http)
                .retryOptions(new RequestRetryOptions(
                        RetryPolicyType.EXPONENTIAL,
                        3,
                        Duration.ofSeconds(20),
                        Duration.ofMillis(400),
                        Duration.ofSeconds(4),
                        null));
        Access access = settings.access();
        if (access.connectionString() != null) {
            return builder.connectionString(BlobSecrets.read(access.connectionString()))
                    .queueName(queue);
        }
        builder.endpoint(queue);
        if (access.sas() != null) {
            String sas = BlobSecrets.read(access.sas());
            return builder.sasToken(sas.startsWith("?") ? sas.substring(1) : sas);
        }
        var credential = Credentials.of(access.identity(), http);
        return credential == null ? builder : builder.credential(credential);
    }

    private interface Call<T> {
        @Nullable
        T run(QueueAsyncClient client) throws Exception;
    }

    private <T> @Nullable T call(Call<T> call) throws IOException, InterruptedException {
        try {
            return call.run(client());
        } catch (InterruptedException e) {
            throw e;
        } catch (Exception e) {
            client = null;
            throw new IOException("queue " + queue + ": " + AzureFailure.text(AzureFailure.root(e)), e);
        }
    }

    @Override
    public List<Message> receive() throws IOException, InterruptedException {
        List<Message> received = call(of -> Calls.await(
                of.receiveMessages(MAX_MESSAGES, HIDDEN)
                        .map(item -> new Message(
                                item.getMessageId(),
                                item.getPopReceipt(),
                                item.getBody().toString()))
                        .collectList(),
                TIMEOUT));
        return received == null ? List.of() : received;
    }

    @Override
    public void delete(String id, String receipt) throws IOException, InterruptedException {
        call(of -> {
            try {
                return Calls.await(of.deleteMessage(id, receipt), TIMEOUT);
            } catch (QueueStorageException e) {
                // Gone, or received again since.
                if (e.getStatusCode() == 404 || (e.getStatusCode() == 400 && isOldReceipt(e))) {
                    return null;
                }
                throw e;
            }
        });
    }

    private static boolean isOldReceipt(QueueStorageException e) {
        return String.valueOf(e.getErrorCode()).equals("PopReceiptMismatch");
    }

    @Override
    public void close() {
        http.close();
    }
}
