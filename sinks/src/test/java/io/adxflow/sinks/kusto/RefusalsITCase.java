package io.adxflow.sinks.kusto;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.adxflow.sinks.azure.AzureFailure;
import io.adxflow.sinks.batch.SealedBatch;
import io.adxflow.sinks.delivery.FailureKind;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.apache.logging.log4j.Level;
import org.apache.logging.log4j.LogManager;
import org.apache.logging.log4j.core.LogEvent;
import org.apache.logging.log4j.core.Logger;
import org.apache.logging.log4j.core.appender.AbstractAppender;
import org.apache.logging.log4j.core.config.Property;
import org.junit.jupiter.api.Test;

/** What happens when storage or cluster turn us away, and what is said about it. */
class RefusalsITCase extends KustoTestBase {
    private static final String BAD_SAS =
            "sv=2019-12-12&ss=bqt&srt=sco&sp=rwdlacup&se=2099-01-01T00%3A00%3A00Z&sig=bm90LXZhbGlk";

    @Test
    void aRefusedSignatureIsRenewedOnce() throws Exception {
        String container = storage.container("a");
        cluster.resources = storage.resources(BAD_SAS, container);
        open();
        destination.probe();
        list(container);
        SealedBatch batch = batches.batch("Cpu", 3, 70_000);
        passedMillis.addAndGet(10_000);
        deliver(batch);
        assertThat(storage.messages()).hasSize(1);
        assertThat(cluster.count(".show ingestion resources")).isEqualTo(2);
    }

    @Test
    void aContainerThatIsGoneIsReplacedByAnother() throws Exception {
        String container = storage.container("a");
        List<String> all = new ArrayList<>(List.of(container));
        for (int i = 0; i < 3; i++) {
            all.add(storage.container("gone" + i));
        }
        list(all.toArray(String[]::new));
        open();
        all.stream().skip(2).forEach(gone -> storage.blobs
                .getBlobContainerClient(gone.substring(gone.lastIndexOf('/') + 1))
                .delete());
        for (int i = 0; i < 6; i++) {
            deliver(batches.batch("Cpu", 1, 1_000));
        }
        assertThat(storage.messages()).hasSize(6);
    }

    @Test
    void aBatchIsStagedAgainWhenItsContainerIsNotListedAnyMore() throws Exception {
        String first = storage.container("a");
        list(first);
        open();
        SealedBatch batch = batches.batch("Cpu", 3, 70_000);
        destination.stage(batch, batches.content(batch));
        String second = storage.container("b");
        list(second);
        open();
        destination.commit(batch, batches.content(batch));
        assertThat(storage.blob(second, BatchNames.blob(batch))).isEqualTo(batches.bytes(batch));
        assertThat(storage.exists(first, BatchNames.blob(batch))).isFalse();
    }

    @Test
    void saysForHowLongAThrottlingClusterWantsToBeLeftAlone() throws Exception {
        list(storage.container("a"));
        open();
        SealedBatch batch = batches.batch("Cpu", 1, 1_000);
        cluster.throttled.set(1_000);
        cluster.retryAfterSeconds = 90;
        assertThatThrownBy(() -> destination.commit(batch, batches.content(batch)))
                .isInstanceOfSatisfying(AzureFailure.class, e -> {
                    assertThat(destination.classify(e)).isEqualTo(FailureKind.TRANSIENT);
                    assertThat(destination.retryAfterMillis(e)).isBetween(30_000L, 90_000L);
                });
    }

    @Test
    void namesTheRoleThatIsMissing() throws Exception {
        list(storage.container("a"));
        open();
        cluster.refuseWith = 403;
        assertThat(fails(batches.batch("Cpu", 1, 1_000), FailureKind.CONFIGURATION))
                .contains("Database Ingestor");
    }

    @Test
    void aClusterThatIsAwayIsTransient() throws Exception {
        list(storage.container("a"));
        open();
        cluster.close();
        assertThat(fails(batches.batch("Cpu", 1, 1_000), FailureKind.TRANSIENT)).isNotEmpty();
    }

    @Test
    void secretsAreInNoMessageAndNoLog() throws Exception {
        List<String> logged = new CopyOnWriteArrayList<>();
        AbstractAppender appender = new AbstractAppender("kept", null, null, true, Property.EMPTY_ARRAY) {
            @Override
            public void append(LogEvent event) {
                logged.add(event.getMessage().getFormattedMessage() + " " + event.getThrown());
                for (Throwable t = event.getThrown(); t != null; t = t.getCause()) {
                    logged.add(String.valueOf(t) + Arrays.toString(t.getSuppressed()));
                }
            }
        };
        appender.start();
        Logger root = (Logger) LogManager.getRootLogger();
        Level before = root.getLevel();
        root.addAppender(appender);
        root.setLevel(Level.INFO);
        try {
            cluster.resources = storage.resources(BAD_SAS, storage.container("a"));
            open();
            String text = fails(batches.batch("Cpu", 1, 1_000), FailureKind.CONFIGURATION);
            assertThat(text)
                    .doesNotContain("sig=")
                    .doesNotContain("bm90LXZhbGlk")
                    .contains("Storage Blob Data Contributor");

            list(storage.container("b"));
            open();
            storage.queue.delete();
            text = fails(batches.batch("Cpu", 1, 1_000), FailureKind.CONFIGURATION);
            assertThat(text).doesNotContain("sig=").doesNotContain(FakeKusto.TOKEN);
            assertThat(destination.diagnose(List.of("Metrics")).toString()).doesNotContain("sig=");
        } finally {
            root.removeAppender(appender);
            root.setLevel(before);
        }
        assertThat(logged).noneMatch(line -> line.contains("sig=") || line.contains(FakeKusto.TOKEN));
    }

    @Test
    void tellsEverythingThatStandsInTheWay() throws Exception {
        list(storage.container("a"));
        open();
        assertThat(destination.diagnose(List.of("Metrics"))).isEmpty();
        cluster.resources = storage.resources(BAD_SAS, storage.container("b"));
        open();
        assertThat(destination.diagnose(List.of("Metrics")))
                .singleElement()
                .asString()
                .contains("Storage Blob Data Contributor");
        cluster.refuseWith = 403;
        open();
        assertThat(destination.diagnose(List.of("Metrics")))
                .hasSize(2)
                .allMatch(problem -> problem.contains("Database Ingestor"));
    }

    @Test
    void leavesNoThreadBehind() throws Exception {
        list(storage.container("a"));
        open();
        deliver(batches.batch("Cpu", 1, 1_000));
        assertThat(adxflowThreads()).isNotEmpty();
        destination.close();
        long deadline = System.nanoTime() + 300_000_000_000L;
        while (!adxflowThreads().isEmpty() && System.nanoTime() < deadline) {
            Thread.onSpinWait();
        }
        assertThat(adxflowThreads()).isEmpty();
        assertThatThrownBy(() -> destination.probe()).isInstanceOf(InterruptedException.class);
    }
}
