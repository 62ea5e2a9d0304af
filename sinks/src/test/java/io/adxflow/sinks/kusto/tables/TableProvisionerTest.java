package io.adxflow.sinks.kusto.tables;

import static org.assertj.core.api.Assertions.assertThat;

import io.adxflow.sinks.batch.TableSchema;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(120)
class TableProvisionerTest {
    private static final TableSchema NARROW = TableSchema.parse("Timestamp:datetime,Value:real");
    private static final TableSchema WIDE = TableSchema.parse("Timestamp:datetime,Value:real,Host:string");

    private final FakeCluster cluster = new FakeCluster();
    private final AtomicLong now = new AtomicLong(1_000_000);
    private final ExecutorService workers = Executors.newFixedThreadPool(4);
    private final ExecutorService callers = Executors.newCachedThreadPool();
    private final TableProvisioner provisioner =
            new TableProvisioner(cluster, ProvisioningSettings.defaults(), now::get, workers);

    @AfterEach
    void stop() {
        cluster.hold.countDown();
        provisioner.close();
        callers.shutdownNow();
    }

    @Test
    void makesTableAndMappingOnce() throws Exception {
        provisioner.ensure("Metrics", "Up", NARROW);
        provisioner.ensure("Metrics", "Up", NARROW);

        assertThat(cluster.tableCommands())
                .containsExactly(
                        ".create-merge table ['Up'] (['Timestamp']:datetime, ['Value']:real)",
                        ".create-or-alter table ['Up'] ingestion csv mapping \""
                                + TableProvisioner.mappingName("Up", NARROW)
                                + "\" '[{\"Column\":\"Timestamp\",\"DataType\":\"datetime\",\"Properties\":{\"Ordinal\":\"0\"}},"
                                + "{\"Column\":\"Value\",\"DataType\":\"real\",\"Properties\":{\"Ordinal\":\"1\"}}]'");
        assertThat(provisioner.readyTables()).isEqualTo(1);
    }

    @Test
    void addsANewColumnAtOnce() throws Exception {
        provisioner.ensure("Metrics", "Up", NARROW);
        provisioner.ensure("Metrics", "Up", WIDE);

        assertThat(cluster.tableCommands())
                .anyMatch(command ->
                        command.startsWith(".create-merge table ['Up']") && command.contains("['Host']:string"));
    }
}
