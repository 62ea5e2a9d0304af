package io.adxflow.sinks.kusto.tables;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.adxflow.sinks.batch.TableSchema;
import io.adxflow.sinks.delivery.FailureKind;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(600)
class TableProvisionerTest {
    private static final TableSchema NARROW = TableSchema.parse("Timestamp:datetime,Value:real");
    private static final TableSchema WIDE = TableSchema.parse("Timestamp:datetime,Value:real,Host:string");
    private static final String DATABASE = "Metrics";

    private final FakeCluster cluster = new FakeCluster();
    private final AtomicLong now = new AtomicLong(1_000_000);
    private final ExecutorService workers = Executors.newFixedThreadPool(4);
    private final ExecutorService callers = Executors.newCachedThreadPool();
    private final TableProvisioner provisioner =
            new TableProvisioner(cluster, ProvisioningSettings.defaults(), now::get, workers);

    @AfterEach
    void stop() {
        cluster.release();
        provisioner.close();
        callers.shutdownNow();
    }

    @Test
    void makesTableAndMappingOnceAsAdxMonDoes() throws Exception {
        provisioner.ensure(DATABASE, "Up", NARROW);
        provisioner.ensure(DATABASE, "Up", NARROW);

        assertThat(cluster.tableCommands())
                .containsExactly(
                        ".create-merge table ['Up'] (['Timestamp']:datetime, ['Value']:real)",
                        ".create-or-alter table ['Up'] ingestion csv mapping \""
                                + TableProvisioner.mappingName("Up", NARROW)
                                + "\" '[{\"Column\":\"Timestamp\",\"DataType\":\"datetime\",\"Properties\":{\"Ordinal\":\"0\"}},"
                                + "{\"Column\":\"Value\",\"DataType\":\"real\",\"Properties\":{\"Ordinal\":\"1\"}}]'");
        assertThat(provisioner.readyTables()).isEqualTo(1);
        assertThat(provisioner.waitingTables()).isZero();
    }

    @Test
    void addsANewColumnAtOnce() throws Exception {
        provisioner.ensure(DATABASE, "Up", NARROW);
        provisioner.ensure(DATABASE, "Up", WIDE);

        assertThat(cluster.tableCommands())
                .contains(".create-merge table ['Up'] (['Timestamp']:datetime, ['Value']:real, ['Host']:string)");
    }

    @Test
    void makesATableThatWasForgottenAgain() throws Exception {
        provisioner.ensure(DATABASE, "Up", NARROW);
        provisioner.forget(DATABASE, "Up");
        assertThat(provisioner.readyTables()).isZero();
        provisioner.ensure(DATABASE, "Up", NARROW);

        assertThat(cluster.tableCommands()).hasSize(4);
    }

    @Test
    void runsOneCommandForCallersThatWantTheSame() throws Exception {
        cluster.hold();
        List<Future<?>> answers = new ArrayList<>();
        for (int i = 0; i < 8; i++) {
            answers.add(ensure("Up", NARROW));
        }
        cluster.awaitCommands(1);
        cluster.release();
        for (Future<?> answer : answers) {
            answer.get();
        }

        assertThat(cluster.tableCommands()).hasSize(2);
    }

    @Test
    void goesOnWithOtherTablesWhileOneIsSlow() throws Exception {
        cluster.hold("['Slow']");
        Future<?> slow = ensure("Slow", NARROW);
        cluster.awaitCommands(1);

        provisioner.ensure(DATABASE, "Fast", NARROW);
        provisioner.ensure("Other", "Fast", NARROW);
        assertThat(slow.isDone()).isFalse();
        assertThat(provisioner.waitingTables()).isEqualTo(1);

        cluster.release();
        slow.get();
    }

    @Test
    void makesManyNewTablesTogether() throws Exception {
        cluster.hold();
        for (int i = 0; i < 1_002; i++) {
            provisioner.prepare(DATABASE, "T" + i, NARROW);
        }
        assertThat(provisioner.waitingTables()).isEqualTo(1_002);
        cluster.release();
        for (int i = 0; i < 1_002; i++) {
            provisioner.ensure(DATABASE, "T" + i, NARROW);
        }

        assertThat(cluster.tableCommands()).hasSizeLessThanOrEqualTo(2 * 13);
        assertThat(provisioner.readyTables()).isEqualTo(1_002);
    }

    @Test
    void letsNobodyWaitWhileManyTablesAreMade() throws Exception {
        cluster.hold();
        for (int i = 0; i <= TableProvisioner.FEW_TABLES; i++) {
            provisioner.prepare(DATABASE, "T" + i, NARROW);
        }
        // With any wait this would never return.
        assertThat(provisioner.ensureSoon(DATABASE, "T0", NARROW, Long.MAX_VALUE))
                .isFalse();
        cluster.release();
        provisioner.ensure(DATABASE, "T0", NARROW);
        assertThat(provisioner.ensureSoon(DATABASE, "T0", NARROW, 0)).isTrue();
    }

    @Test
    void tellsAtOnceWhyATableCannotBe() throws Exception {
        cluster.refused.add("['Up']");
        assertThatThrownBy(() -> provisioner.ensureSoon(DATABASE, "Up", NARROW, Long.MAX_VALUE))
                .isInstanceOf(ProvisioningException.class);
    }

    @Test
    void twoSchemasOfATableGoInTwoCommands() throws Exception {
        cluster.hold();
        List<Future<?>> answers = occupyWorkers("Busy");
        provisioner.prepare(DATABASE, "Up", NARROW);
        provisioner.prepare(DATABASE, "Up", WIDE);
        cluster.release();
        provisioner.ensure(DATABASE, "Up", NARROW);
        provisioner.ensure(DATABASE, "Up", WIDE);
        for (Future<?> answer : answers) {
            answer.get();
        }

        assertThat(cluster.tableCommands().stream().filter(command -> command.startsWith(".create-merge table ['Up']")))
                .hasSize(2);
    }

    @Test
    void aRefusedTableSpoilsNoOther() throws Exception {
        cluster.refused.add("['Bad'] (");
        makeTogether("Bad", 20);

        ProvisioningException refused = failure("Bad", NARROW);
        assertThat(refused.kind()).isEqualTo(FailureKind.PERMANENT);
        assertThat(refused)
                .hasMessageContaining("table Bad of database Metrics")
                .hasMessageContaining("Timestamp:datetime,Value:real")
                .hasMessageContaining("never changed");
        assertThat(provisioner.readyTables()).isEqualTo(20 + 2);
        assertThat(provisioner.failedTables()).isEqualTo(1);
    }

    @Test
    void aTableThatWasRefusedIsAskedForAlone() throws Exception {
        cluster.refused.add("['Bad'] (");
        failure("Bad", NARROW);
        now.addAndGet(120_000);
        cluster.commands.clear();
        makeTogether("Bad", 20);

        assertThat(cluster.tableCommands().stream().filter(command -> command.contains("['Bad']")))
                .containsExactly(".create-merge table ['Bad'] (['Timestamp']:datetime, ['Value']:real)");
    }

    @Test
    void aFailureIsTheAnswerUntilItsPauseIsOver() throws Exception {
        cluster.away.add("['Up']");
        for (int i = 0; i < 1_000; i++) {
            assertThat(failure("Up", NARROW).kind()).isEqualTo(FailureKind.TRANSIENT);
        }
        assertThat(cluster.tableCommands()).hasSize(1);

        now.addAndGet(1_000);
        assertThat(failure("Up", NARROW)).hasMessageContaining("failed 2 times, next attempt in 2000 ms");
        now.addAndGet(1_999);
        failure("Up", NARROW);
        assertThat(cluster.tableCommands()).hasSize(2);

        cluster.away.clear();
        now.addAndGet(1);
        provisioner.ensure(DATABASE, "Up", NARROW);
        assertThat(provisioner.failedTables()).isZero();
    }

    @Test
    void aClusterThatIsAwayIsAskedOnceForAllThatWait() throws Exception {
        cluster.away.add("['T3']");
        makeTogether("T0", 50);

        assertThat(failure("T3", NARROW).kind()).isEqualTo(FailureKind.TRANSIENT);
        assertThat(cluster.tableCommands().stream().filter(command -> command.contains("['T3']")))
                .hasSize(1);
    }

    @Test
    void tellsAMissingDatabaseFromABadTable() throws Exception {
        cluster.refusal = "Entity ID '[DB Metrics v?.?]' of kind 'Database' was not found.";
        cluster.refused.add(".create-merge");

        assertThat(failure("Up", NARROW).kind()).isEqualTo(FailureKind.CONFIGURATION);
    }

    @Test
    void makesMappingsOneByOneWhereScriptsAreNotAllowed() throws Exception {
        cluster.refused.add(".execute");
        makeTogether("A", 5);
        makeTogether("B", 5);

        assertThat(cluster.tableCommands().stream().filter(command -> command.startsWith(".execute")))
                .hasSize(1);
        assertThat(cluster.tableCommands().stream()
                        .filter(command -> command.startsWith(".create-or-alter table ['T1']")))
                .hasSize(1 + 1);
        assertThat(provisioner.failedTables()).isZero();
    }

    @Test
    void asksForAMappingAgainThatAScriptCouldNotMake() throws Exception {
        cluster.refused.add("mapping \"Bad_");
        makeTogether("Bad", 5);

        assertThat(failure("Bad", NARROW)).hasMessageContaining("bad request");
        assertThat(provisioner.failedTables()).isEqualTo(1);
        assertThat(provisioner.readyTables()).isEqualTo(5 + 2);
    }

    @Test
    void aCallerThatIsInterruptedTakesNobodysAnswer() throws Exception {
        cluster.hold();
        Future<?> impatient = ensure("Up", NARROW);
        cluster.awaitCommands(1);
        Future<?> patient = ensure("Up", NARROW);
        impatient.cancel(true);
        cluster.release();
        patient.get();

        assertThat(provisioner.readyTables()).isEqualTo(1);
    }

    @Test
    void namesThatKustoHasNotNeverReachIt() {
        for (String name : List.of("", "a'] | .drop table T //", "a\nb", "a;b", "a]b", "é", "x".repeat(1_025))) {
            assertThat(failure(name, NARROW).kind()).isEqualTo(FailureKind.PERMANENT);
            assertThatThrownBy(() -> provisioner.ensure(name, "Up", NARROW)).isInstanceOf(ProvisioningException.class);
        }
        assertThat(failure("Up", TableSchema.parse("a'b:string")).kind()).isEqualTo(FailureKind.PERMANENT);
        assertThat(failure("Up", TableSchema.parse("a:string) | .drop table T")).kind())
                .isEqualTo(FailureKind.PERMANENT);
        assertThat(cluster.commands).isEmpty();
    }

    @Test
    void preparesOnlyAsManyAsItMayRemember() throws Exception {
        cluster.hold();
        for (int i = 0; i < TableProvisioner.MAX_PREPARED + 100; i++) {
            provisioner.prepare(DATABASE, "T" + i, NARROW);
        }
        assertThat(provisioner.waitingTables()).isEqualTo(TableProvisioner.MAX_PREPARED);
    }

    @Test
    void closedItFailsWhoWaits() throws Exception {
        cluster.hold();
        Future<?> waiting = ensure("Up", NARROW);
        cluster.awaitCommands(1);
        provisioner.close();

        assertThatThrownBy(waiting::get).hasCauseInstanceOf(ProvisioningException.class);
        assertThat(failure("Down", NARROW).kind()).isEqualTo(FailureKind.TRANSIENT);
    }

    @Test
    void makesOnlyMappingsWhenTablesAreNotOurs() throws Exception {
        ProvisioningSettings settings = ProvisioningSettings.defaults();
        try (TableProvisioner careful = new TableProvisioner(
                cluster,
                new ProvisioningSettings(false, null, null, null, false, settings.ingestByRetention()),
                now::get,
                workers)) {
            careful.ensure(DATABASE, "Up", NARROW);
        }
        assertThat(cluster.tableCommands()).hasSize(1).allMatch(command -> command.contains("ingestion csv mapping"));
    }

    /** Has {@code name} and T1 … T{@code others} wait while both workers are busy with tables of their own. */
    private void makeTogether(String name, int others) throws Exception {
        String busy = "Busy" + now.incrementAndGet();
        cluster.hold(busy);
        List<Future<?>> answers = occupyWorkers(busy);
        TableSchema schema = NARROW;
        provisioner.prepare(DATABASE, name, schema);
        for (int i = 1; i <= others; i++) {
            provisioner.forget(DATABASE, "T" + i);
            provisioner.prepare(DATABASE, "T" + i, schema);
        }
        cluster.release();
        for (Future<?> answer : answers) {
            answer.get();
        }
        for (int i = 1; i <= others; i++) {
            try {
                provisioner.ensure(DATABASE, "T" + i, schema);
            } catch (ProvisioningException e) {
                assertThat(cluster.away).isNotEmpty();
            }
        }
        try {
            provisioner.ensure(DATABASE, name, schema);
        } catch (ProvisioningException e) {
            assertThat(e).hasMessageContaining(name);
        }
    }

    /** Returns when both workers of the database run a command, which must be held. */
    private List<Future<?>> occupyWorkers(String name) throws InterruptedException {
        List<Future<?>> answers = new ArrayList<>();
        int before = cluster.tableCommands().size();
        for (int i = 1; i <= TableProvisioner.WORKERS_PER_DATABASE; i++) {
            answers.add(ensure(name + i, NARROW));
            cluster.awaitCommands(before + i);
        }
        return answers;
    }

    private Future<?> ensure(String table, TableSchema schema) throws InterruptedException {
        CountDownLatch started = new CountDownLatch(1);
        Callable<Void> call = () -> {
            started.countDown();
            provisioner.ensure(DATABASE, table, schema);
            return null;
        };
        Future<?> answer = callers.submit(call);
        started.await();
        return answer;
    }

    private ProvisioningException failure(String table, TableSchema schema) {
        return catchThrowableOfType(ProvisioningException.class, () -> provisioner.ensure(DATABASE, table, schema));
    }
}
