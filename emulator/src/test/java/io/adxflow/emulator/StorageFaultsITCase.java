package io.adxflow.emulator;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.adxflow.emulator.faults.StorageFaults.Rule;
import io.adxflow.emulator.storage.StorageClient;
import io.adxflow.emulator.storage.StorageException;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInfo;
import org.junit.jupiter.api.io.TempDir;

/** A storage that fails as it is told to. */
class StorageFaultsITCase {
    private static final Duration PATIENCE = Duration.ofMinutes(5);
    private static final String POST = "POST .*/messages";

    @TempDir
    static Path folder;

    private static AzuriteProcess azurite;

    private final StorageClient client = new StorageClient();
    private String queue;

    @BeforeAll
    static void start() throws IOException {
        Assumptions.assumeTrue(AzuriteProcess.problem() == null, AzuriteProcess.problem());
        azurite = AzuriteProcess.start(folder);
    }

    @AfterAll
    static void stop() throws IOException {
        if (azurite != null) {
            azurite.close();
        }
    }

    @BeforeEach
    void makeQueue(TestInfo test) throws IOException {
        String name = "q-" + Integer.toHexString(test.getDisplayName().hashCode());
        queue = azurite.queueEndpoint() + "/" + name + "?" + azurite.sas(Duration.ofDays(1));
        client.createQueue(queue);
    }

    @AfterEach
    void mend() throws IOException {
        azurite.faults().clear();
    }

    private void post() throws IOException {
        client.post(queue, "text");
    }

    @Test
    void doesWhatItWasAskedForThoughTheAnswerIsLost() throws Exception {
        Rule lost = azurite.faults().loseAnswer(POST, 1);
        assertThatThrownBy(this::post).isInstanceOf(IOException.class).isNotInstanceOf(StorageException.class);
        assertThat(lost.await(1, PATIENCE)).isTrue();
        assertThat(client.countMessages(queue)).isEqualTo(1);
        post();
        assertThat(client.countMessages(queue)).isEqualTo(2);
    }

    @Test
    void answersWithAStatusAndDoesNothing() throws Exception {
        Rule busy = azurite.faults().answer(POST, 503, 1);
        assertThatThrownBy(this::post).isInstanceOfSatisfying(StorageException.class, e -> assertThat(e.status())
                .isEqualTo(503));
        assertThat(busy.await(1, PATIENCE)).isTrue();
        assertThat(client.countMessages(queue)).isZero();
    }

    @Test
    void holdsAnAnswerUntilItIsReleased() throws Exception {
        Rule held = azurite.faults().holdAnswer(POST, 1);
        CompletableFuture<Void> answered = CompletableFuture.runAsync(this::postUnchecked);
        assertThat(held.await(1, PATIENCE)).isTrue();
        assertThat(client.countMessages(queue)).isEqualTo(1);
        assertThat(answered).isNotDone();
        azurite.faults().release();
        answered.get(5, TimeUnit.MINUTES);
    }

    @Test
    void dropsWhatHangsWhenItIsReleased() throws Exception {
        Rule hanging = azurite.faults().hang(POST, 1);
        CompletableFuture<Void> answered = CompletableFuture.runAsync(this::postUnchecked);
        assertThat(hanging.await(1, PATIENCE)).isTrue();
        azurite.faults().release();
        assertThatThrownBy(() -> answered.get(5, TimeUnit.MINUTES)).isNotNull();
        assertThat(client.countMessages(queue)).isZero();
    }

    @Test
    void refusesWritesWithSignaturesThatWereUsedBefore() throws Exception {
        post();
        Rule expired = azurite.faults().expireSignatures();
        assertThatThrownBy(this::post).isInstanceOfSatisfying(StorageException.class, e -> assertThat(e.status())
                .isEqualTo(403));
        assertThat(expired.await(1, PATIENCE)).isTrue();
        assertThat(client.receive(queue, Duration.ofSeconds(30))).hasSize(1);
        queue = queue.substring(0, queue.indexOf('?') + 1) + azurite.sas(Duration.ofDays(2));
        post();
    }

    @Test
    void keepsWhatItHasAnsweredForWhenItCrashes() throws Exception {
        for (int i = 0; i < 20; i++) {
            post();
        }
        azurite.crash();
        assertThat(azurite.isRunning()).isFalse();
        assertThatThrownBy(this::post).isInstanceOf(IOException.class);
        azurite.start();
        assertThat(client.countMessages(queue)).isEqualTo(20);
    }

    private void postUnchecked() {
        try {
            post();
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }
}
