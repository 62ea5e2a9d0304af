package io.adxflow.sinks.kusto.tables;

import static org.assertj.core.api.Assertions.assertThat;

import io.adxflow.sinks.functions.Functions;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class DatabaseSetupTest {
    private final FakeCluster cluster = new FakeCluster();
    private final AtomicLong now = new AtomicLong();

    @Test
    void makesFunctionsAndKeepsTagsOncePerDatabase() {
        DatabaseSetup setup = new DatabaseSetup(cluster, ProvisioningSettings.defaults(), now::get, () -> false);
        setup.run("Metrics");
        setup.run("Metrics");

        assertThat(cluster.setupCommands()).hasSize(Functions.commands().size() + 2);
        assertThat(cluster.setupCommands()).containsAll(Functions.commands());
        assertThat(cluster.setupCommands())
                .endsWith(
                        ".show database ['Metrics'] policy extent_tags_retention",
                        ".alter database ['Metrics'] policy extent_tags_retention "
                                + "'[{\"TagPrefix\":\"ingest-by:\",\"RetentionPeriod\":\"2.00:00:00\"}]'");
        assertThat(setup.incompleteDatabases()).isZero();
        setup.run("Other");
        assertThat(cluster.setupCommands()).hasSize(2 * (Functions.commands().size() + 2));
    }

    @Test
    void setsPoliciesThatAreGiven() {
        ProvisioningSettings settings = new ProvisioningSettings(
                true,
                Duration.ofDays(30),
                Duration.ofHours(36),
                new ProvisioningSettings.Batching(Duration.ofSeconds(90), null, 1024),
                false,
                Duration.ofHours(49));
        new DatabaseSetup(cluster, settings, now::get, () -> false).run("My-Database");

        assertThat(cluster.setupCommands())
                .containsExactly(
                        ".alter-merge database ['My-Database'] policy retention softdelete = 30d",
                        ".alter database ['My-Database'] policy caching hot = 129600s",
                        ".alter-merge database ['My-Database'] policy ingestionbatching "
                                + "'{\"MaximumBatchingTimeSpan\":\"0.00:01:30\",\"MaximumRawDataSizeMB\":1024}'",
                        ".show database ['My-Database'] policy extent_tags_retention",
                        ".alter database ['My-Database'] policy extent_tags_retention "
                                + "'[{\"TagPrefix\":\"ingest-by:\",\"RetentionPeriod\":\"2.01:00:00\"}]'");
    }

    @Test
    void leavesOtherTagsPeriodsAlone() {
        cluster.tagPolicy = "[{\"TagPrefix\":\"drop-by:\",\"RetentionPeriod\":\"3.00:00:00\"},"
                + "{\"TagPrefix\":\"ingest-by:\",\"RetentionPeriod\":\"02:00:00\"}]";
        new DatabaseSetup(cluster, ProvisioningSettings.defaults(), now::get, () -> false).run("Metrics");

        assertThat(cluster.setupCommands())
                .last()
                .isEqualTo(".alter database ['Metrics'] policy extent_tags_retention "
                        + "'[{\"TagPrefix\":\"drop-by:\",\"RetentionPeriod\":\"3.00:00:00\"},"
                        + "{\"TagPrefix\":\"ingest-by:\",\"RetentionPeriod\":\"2.00:00:00\"}]'");
    }

    @Test
    void doesNotAlterATagPolicyThatIsRight() {
        cluster.tagPolicy = "[{\"TagPrefix\":\"ingest-by:\",\"RetentionPeriod\":\"2.00:00:00\"}]";
        new DatabaseSetup(cluster, ProvisioningSettings.defaults(), now::get, () -> false).run("Metrics");

        assertThat(cluster.setupCommands()).noneMatch(command -> command.startsWith(".alter database"));
    }

    @Test
    void triesAgainLaterWhatWasRefusedAndGoesOnMeanwhile() {
        cluster.refused.add("prom_increase(");
        DatabaseSetup setup = new DatabaseSetup(cluster, ProvisioningSettings.defaults(), now::get, () -> false);
        setup.run("Metrics");
        setup.run("Metrics");
        assertThat(cluster.setupCommands()).hasSize(Functions.commands().size() + 2);
        assertThat(setup.incompleteDatabases()).isEqualTo(1);

        cluster.refused.clear();
        now.addAndGet(DatabaseSetup.PAUSE_MILLIS);
        setup.run("Metrics");
        assertThat(setup.incompleteDatabases()).isZero();
    }
}
