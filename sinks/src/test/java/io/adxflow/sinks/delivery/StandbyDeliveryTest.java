package io.adxflow.sinks.delivery;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.adxflow.sdk.host.PluginFolder;
import io.adxflow.sinks.batch.BatchKey;
import io.adxflow.sinks.batch.Chunks;
import io.adxflow.sinks.batch.SealedBatch;
import io.adxflow.sinks.ledger.LedgerSettings;
import io.adxflow.sinks.standby.StandbySettings;
import io.adxflow.sinks.storage.StorageBudget;
import io.adxflow.sinks.storage.StorageSettings;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import java.util.stream.Stream;
import java.util.zip.GZIPInputStream;
import org.apache.flink.api.common.typeinfo.Types;
import org.apache.flink.runtime.checkpoint.OperatorSubtaskState;
import org.apache.flink.streaming.runtime.streamrecord.StreamRecord;
import org.apache.flink.streaming.util.KeyedOneInputStreamOperatorTestHarness;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Where parked batches' bytes go when their destination stays away, and how they come back. */
class StandbyDeliveryTest {
    private static final DateTimeFormatter ID =
            DateTimeFormatter.ofPattern("yyyyMMdd'T'HHmmss'Z'").withZone(ZoneOffset.UTC);
    private static final long MINUTE = 60_000;

    @TempDir
    Path data;

    private StandbySettings standby = new StandbySettings(Duration.ofMinutes(5), 1, 1 << 30, false);
    private int sealed;

    @Test
    void whatIsParkedForLongMovesAndFreesItsSegments() throws Exception {
        destinationIsAway();
        SealedBatch batch = batch("1");
        try (Harness delivery = start()) {
            delivery.park(batch);
            delivery.passTime(4 * MINUTE);
            assertThat(kept()).isEmpty();
            assertThat(StorageBudget.of(settings().storage()).held("a")).isPositive();
            delivery.passTimeUntil(MINUTE, () -> !delivery.released().isEmpty());
            assertThat(kept()).hasSize(1);
            assertThat(StorageBudget.of(settings().storage()).held("a")).isZero();
            assertThat(delivery.numKeyedStateEntries())
                    .as("only the next number")
                    .isEqualTo(1);
        }
    }

    @Test
    void aKeptFileSaysWhatItIs() throws Exception {
        destinationIsAway();
        try (Harness delivery = start()) {
            delivery.park(batch("1"));
            delivery.passTimeUntil(10 * MINUTE, () -> !delivery.released().isEmpty());
        }
        byte[] file = Files.readAllBytes(kept().get(0));
        String text = new String(file, java.nio.charset.StandardCharsets.ISO_8859_1);
        assertThat(text.lines().toList().get(1))
                .contains(
                        "\"moniker\":\"a\"",
                        "\"table\":\"T\"",
                        "\"schema\":\"Id:string\"",
                        "\"rows\":1",
                        "\"reason\":\"");
        int start = text.indexOf('\n', text.indexOf('\n') + 1) + 1;
        try (GZIPInputStream csv =
                new GZIPInputStream(new java.io.ByteArrayInputStream(file, start, file.length - start))) {
            assertThat(new String(csv.readAllBytes(), UTF_8)).isEqualTo("row-1\n");
        }
    }

    @Test
    void whatWasKeptIsDeliveredOnceOldestFirstWhenTheDestinationIsBack() throws Exception {
        destinationIsAway();
        try (Harness delivery = start()) {
            for (int i = 0; i < 20; i++) {
                delivery.park(batch(String.valueOf(i)));
            }
            delivery.passTimeUntil(MINUTE, () -> delivery.released().size() == 20);
            assertThat(kept()).hasSize(20);
            destinationIsBack();
            delivery.passTimeUntil(MINUTE, () -> empty(kept()));
        }
        assertThat(CommittedRows.of(out())).containsExactlyInAnyOrder(rows(20));
        List<String> inOrder = committedInOrder();
        // Two at a time: one may be overtaken by some.
        for (int i = 0; i < 20; i++) {
            assertThat(inOrder.indexOf("row-" + i)).isBetween(i - 8, i + 8);
        }
    }

    @Test
    void theStoreAloneGivenToAFreshJobIsDelivered() throws Exception {
        destinationIsAway();
        try (Harness delivery = start()) {
            for (int i = 0; i < 5; i++) {
                delivery.park(batch(String.valueOf(i)));
            }
            delivery.passTimeUntil(MINUTE, () -> delivery.released().size() == 5);
        }
        delete(data.resolve("job"));
        destinationIsBack();
        try (Harness fresh = start()) {
            fresh.passTimeUntil(MINUTE, () -> empty(kept()));
        }
        assertThat(CommittedRows.of(out())).containsExactlyInAnyOrder(rows(5));
    }

    @Test
    void aFailureBetweenMoveAndCheckpointDoublesNothing() throws Exception {
        destinationIsAway();
        OperatorSubtaskState before;
        try (Harness delivery = start()) {
            delivery.park(batch("0"));
            delivery.park(batch("1"));
            before = delivery.snapshot(1, 1);
            delivery.passTimeUntil(MINUTE, () -> delivery.released().size() == 2);
        }
        assertThat(kept()).hasSize(2);
        destinationIsBack();
        try (Harness restored = restored(before)) {
            restored.passTimeUntil(MINUTE, () -> restored.released().size() == 2 && empty(kept()));
        }
        assertThat(CommittedRows.of(out())).containsExactlyInAnyOrder(rows(2));
    }

    @Test
    void aFailureBetweenDeliveryAndDeletionDoublesNothing() throws Exception {
        destinationIsAway();
        try (Harness delivery = start()) {
            delivery.park(batch("0"));
            delivery.passTimeUntil(MINUTE, () -> delivery.released().size() == 1);
            Path file = kept().get(0);
            byte[] bytes = Files.readAllBytes(file);
            destinationIsBack();
            delivery.passTimeUntil(MINUTE, () -> empty(kept()));
            Files.write(file, bytes);
        }
        try (Harness again = start()) {
            again.passTimeUntil(MINUTE, () -> empty(kept()));
        }
        assertThat(CommittedRows.of(out())).containsExactly("row-0");
    }

    @Test
    void aDamagedOrTornFileCostsThatFileAloneAndIsTold() throws Exception {
        destinationIsAway();
        try (Harness delivery = start()) {
            for (int i = 0; i < 4; i++) {
                delivery.park(batch(String.valueOf(i)));
            }
            delivery.passTimeUntil(MINUTE, () -> delivery.released().size() == 4);
        }
        List<Path> files = kept();
        byte[] slice = Files.readAllBytes(files.get(0));
        slice[slice.length - 13] ^= 1;
        Files.write(files.get(0), slice);
        byte[] whole = Files.readAllBytes(files.get(1));
        Files.write(files.get(1), java.util.Arrays.copyOf(whole, whole.length - 1));
        byte[] header = Files.readAllBytes(files.get(2));
        header[60] ^= 1;
        Files.write(files.get(2), header);
        destinationIsBack();
        try (Harness delivery = start()) {
            delivery.passTimeUntil(MINUTE, () -> empty(kept()));
        }
        assertThat(CommittedRows.of(out())).containsExactly("row-3");
        try (Stream<Path> dead = Files.list(data.resolve("job/dead-batches"))) {
            List<Path> told = dead.filter(file -> file.toString().endsWith(".json"))
                    .sorted()
                    .toList();
            assertThat(told).hasSize(3);
            assertThat(Files.readString(told.get(0))).contains("CORRUPT_DATA", "CRC-32C");
            assertThat(Files.readString(told.get(1))).contains("CORRUPT_DATA", "bytes (expected: ");
            assertThat(Files.readString(told.get(2))).contains("CORRUPT_DATA", "header");
        }
    }

    @Test
    void theRateIsKept() throws Exception {
        destinationIsAway();
        long bytes;
        try (Harness delivery = start()) {
            for (int i = 0; i < 10; i++) {
                delivery.park(batch(String.valueOf(i)));
            }
            bytes = batch("x").storedBytes();
            delivery.passTimeUntil(MINUTE, () -> delivery.released().size() == 10);
        }
        destinationIsBack();
        // A batch every ten seconds.
        standby = new StandbySettings(Duration.ofMinutes(5), 1, Math.max(1, bytes / 10), false);
        try (Harness delivery = start()) {
            int left = kept().size();
            long begin = delivery.getProcessingTime();
            delivery.passTimeUntil(1_000, () -> empty(kept()));
            assertThat(delivery.getProcessingTime() - begin)
                    .as("time for %d batches", left)
                    .isGreaterThanOrEqualTo((left - 1) * 10_000L);
            assertThat(left).isGreaterThan(5);
        }
    }

    @Test
    void whatIsFreshGoesFirstByOption() throws Exception {
        destinationIsAway();
        standby = new StandbySettings(Duration.ofMinutes(5), 1, 1 << 30, true);
        try (Harness delivery = start()) {
            for (int i = 0; i < 3; i++) {
                delivery.park(batch(String.valueOf(i)));
            }
            delivery.passTimeUntil(MINUTE, () -> delivery.released().size() == 3);
            delivery.park(batch("3"));
            destinationIsBack();
            delivery.passTimeUntil(10_000, () -> empty(kept()));
        }
        assertThat(committedInOrder()).startsWith("row-3").hasSize(4);
    }

    @Test
    void aShareOfTheQuotaMovesWhateverItsAge() throws Exception {
        destinationIsAway();
        standby = new StandbySettings(Duration.ofDays(9), 0.000_000_001, 1 << 30, false);
        try (Harness delivery = start()) {
            delivery.park(batch("0"));
            delivery.passTimeUntil(1_000, () -> delivery.released().size() == 1);
        }
        assertThat(kept()).hasSize(1);
    }

    @Test
    void aStandbyThatIsAwayTooLeavesBatchesWhereTheyAre() throws Exception {
        destinationIsAway();
        Files.createDirectories(data.resolve("standby"));
        Files.writeString(data.resolve("standby/.standby"), "in the way");
        try (Harness delivery = start()) {
            SealedBatch batch = batch("0");
            delivery.park(batch);
            for (int i = 0; i < 20; i++) {
                delivery.passTime(MINUTE);
            }
            assertThat(delivery.released()).isEmpty();
            Files.delete(data.resolve("standby/.standby"));
            delivery.passTimeUntil(MINUTE, () -> delivery.released().size() == 1);
        }
        assertThat(kept()).hasSize(1);
    }

    @Test
    void ordersActOnWhatIsKeptToo() throws Exception {
        destinationIsAway();
        try (Harness delivery = start()) {
            for (int i = 0; i < 6; i++) {
                delivery.park(batch(String.valueOf(i), i < 3 ? "Metrcs" : "Old"));
            }
            delivery.passTimeUntil(MINUTE, () -> delivery.released().size() == 6);
            ParkedOrders orders = new ParkedOrders(settings().storage().folder("parked"), System::currentTimeMillis);
            orders.write(new ParkedOrder(
                    "1", ParkedOrder.Action.MOVE, "a", "Metrcs", "Metrics", System.currentTimeMillis(), 0));
            orders.write(
                    new ParkedOrder("2", ParkedOrder.Action.DROP, "a", "Old", null, System.currentTimeMillis(), 0));
            delivery.passTimeUntil(MINUTE, () -> kept().stream()
                    .noneMatch(file -> file.toString().contains("/Old/")));
            delivery.passTimeUntil(MINUTE, () -> kept().stream()
                    .noneMatch(file -> file.toString().contains("/Metrcs/")));
            String[] answers = new String[2];
            long[] checkpoint = {1};
            delivery.passTimeUntil(MINUTE, () -> {
                try {
                    delivery.snapshot(++checkpoint[0], 1);
                    delivery.notifyOfCompletedCheckpoint(checkpoint[0]);
                    for (int i = 0; i < 2; i++) {
                        answers[i] = answers[i] == null ? orders.takeAnswer(String.valueOf(i + 1)) : answers[i];
                    }
                } catch (Exception e) {
                    throw new IllegalStateException(e);
                }
                return answers[0] != null && answers[1] != null;
            });
            assertThat(answers)
                    .containsExactly("done: 3 batches, 3 rows moved to Metrics", "done: 3 batches, 3 rows dropped");
            destinationIsBack();
            delivery.passTimeUntil(MINUTE, () -> empty(kept()) && delivery.held() == 0);
        }
        assertThat(CommittedRows.of(out().resolve("Metrics"))).containsExactlyInAnyOrder("row-0", "row-1", "row-2");
        assertThat(CommittedRows.of(out())).hasSize(3);
    }

    @Test
    void whatIsKeptMovesIntoTheStandbyOfAnotherMonikerOrStaysWhenThatHasNone() throws Exception {
        destinationIsAway();
        try (Harness delivery = start()) {
            for (int i = 0; i < 3; i++) {
                delivery.park(batch(String.valueOf(i)));
            }
            delivery.passTimeUntil(MINUTE, () -> delivery.released().size() == 3);
            ParkedOrders orders = new ParkedOrders(settings().storage().folder("parked"), System::currentTimeMillis);
            orders.write(toMoniker("1", "away"));
            assertThat(answer(delivery, orders, "1"))
                    .isEqualTo("done: 0 batches, 0 rows moved to moniker away; what is in the standby of a stays, as"
                            + " moniker away has no standby");
            assertThat(kept()).hasSize(3);
            orders.write(toMoniker("2", "b"));
            assertThat(answer(delivery, orders, "2")).isEqualTo("done: 3 batches, 3 rows moved to moniker b");
            delivery.passTimeUntil(MINUTE, () -> empty(kept()));
        }
        assertThat(CommittedRows.of(data.resolve("out-b/Metrics")))
                .containsExactlyInAnyOrder("row-0", "row-1", "row-2");
        assertThat(CommittedRows.of(out())).isEmpty();
    }

    private static ParkedOrder toMoniker(String id, String moniker) {
        return new ParkedOrder(
                id, ParkedOrder.Action.MOVE, "a", "Metrics", null, moniker, System.currentTimeMillis(), 0);
    }

    private static String answer(Harness delivery, ParkedOrders orders, String id) throws Exception {
        String[] answer = {null};
        long[] checkpoint = {1_000L * Integer.parseInt(id)};
        delivery.passTimeUntil(MINUTE, () -> {
            try {
                delivery.snapshot(++checkpoint[0], 1);
                delivery.notifyOfCompletedCheckpoint(checkpoint[0]);
                answer[0] = orders.takeAnswer(id);
            } catch (Exception e) {
                throw new IllegalStateException(e);
            }
            return answer[0] != null;
        });
        return answer[0];
    }

    /** OpenTelemetry's collector loses the first hours of such an outage. */
    @Test
    @Tag("soak")
    void fourDaysAwayWithAHundredThousandBatchesLoseNothingAndNeedNoMemory() throws Exception {
        int count = Integer.getInteger("adxflow.standby.batches", 100_000);
        destinationIsAway();
        long heapBefore = 0;
        try (Harness delivery = start()) {
            long step = Duration.ofDays(4).toMillis() / count;
            for (int i = 0; i < count; i++) {
                delivery.park(batch(String.valueOf(i)));
                delivery.passTime(step);
                if (i % 100 == 99) {
                    int atMost = i;
                    delivery.until(() -> delivery.held() < 400 || atMost < 400);
                    delivery.forgetOutput();
                }
                if (i == count / 10) {
                    heapBefore = usedHeap();
                }
            }
            delivery.passTimeUntil(MINUTE, () -> delivery.held() == 0);
            long heapAfter = usedHeap();
            System.out.printf(
                    "standby: %d batches kept, heap %d kB after a tenth, %d kB after all%n",
                    kept().size(), heapBefore >> 10, heapAfter >> 10);
            assertThat(heapAfter - heapBefore).as("growth").isLessThan(16 << 20);
            destinationIsBack();
            for (int left = count; left > 0; left = kept().size()) {
                int next = Math.max(0, left - 1_000);
                int[] looks = {0};
                // So many files are not listed at each turn.
                delivery.passTimeUntil(MINUTE, () -> looks[0]++ % 500 == 0 && kept().size() <= next);
            }
        }
        assertThat(CommittedRows.of(out())).hasSize(count).doesNotHaveDuplicates();
    }

    private static long usedHeap() {
        for (int i = 0; i < 3; i++) {
            System.gc();
        }
        Runtime runtime = Runtime.getRuntime();
        return runtime.totalMemory() - runtime.freeMemory();
    }

    private void destinationIsAway() {
        FailingDestination.faults(data + "/a")
                .fail(FailingDestination.Point.BEFORE_COMMIT, Integer.MAX_VALUE, FailureKind.TRANSIENT);
    }

    private void destinationIsBack() {
        FailingDestination.faults(data + "/a").fail(FailingDestination.Point.BEFORE_COMMIT, 0, FailureKind.TRANSIENT);
    }

    private Path out() {
        return data.resolve("out");
    }

    private static String[] rows(int count) {
        String[] rows = new String[count];
        for (int i = 0; i < count; i++) {
            rows[i] = "row-" + i;
        }
        return rows;
    }

    /** Rows in the order in which their files came. */
    private List<String> committedInOrder() throws IOException {
        List<Path> files = new ArrayList<>(CommittedRows.files(out()));
        files.sort(Comparator.comparing(StandbyDeliveryTest::modified));
        List<String> rows = new ArrayList<>();
        for (Path file : files) {
            rows.add(new String(CommittedRows.firstMember(Files.readAllBytes(file)), UTF_8).strip());
        }
        return rows;
    }

    private static FileTime modified(Path file) {
        try {
            // The one by which it was renamed.
            return (FileTime) Files.getAttribute(file, "unix:ctime");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private List<Path> kept() {
        Path store = data.resolve("standby/.standby");
        if (!Files.isDirectory(store)) {
            return List.of();
        }
        try (Stream<Path> files = Files.walk(store)) {
            return files.filter(Files::isRegularFile).sorted().toList();
        } catch (IOException | UncheckedIOException e) {
            // One went meanwhile.
            return List.of(store);
        }
    }

    private static boolean empty(List<Path> files) {
        return files.isEmpty();
    }

    private static void delete(Path folder) throws IOException {
        try (Stream<Path> all = Files.walk(folder)) {
            for (Path path : all.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(path);
            }
        }
    }

    /** Each sealed a second after the one before. */
    private SealedBatch batch(String number) throws Exception {
        return batch(number, "Metrics");
    }

    private SealedBatch batch(String number, String database) throws Exception {
        SealedBatch one = Batches.ofOneRow(
                settings().storage(),
                new BatchKey("a", database, "T", Chunks.key("a", "T").schema()),
                number);
        return new SealedBatch(
                ID.format(Instant.ofEpochSecond(1_767_323_045L + sealed++)) + "-" + number + "-abc",
                one.key(),
                one.slices(),
                one.rows(),
                one.rawBytes(),
                0,
                0,
                0,
                0);
    }

    private DeliverySettings settings() throws Exception {
        Files.createDirectories(out());
        return new DeliverySettings(
                Map.of(
                        "a",
                        new MonikerSpec(
                                "a",
                                "failing",
                                Map.of("path", out().toString(), "faults", data + "/a", "standby", "away")),
                        "b",
                        new MonikerSpec(
                                "b",
                                "failing",
                                Map.of(
                                        "path",
                                        Files.createDirectories(data.resolve("out-b"))
                                                .toString(),
                                        "faults",
                                        data + "/b",
                                        "standby",
                                        "away")),
                        "away",
                        new MonikerSpec(
                                "away",
                                "directory",
                                Map.of("path", data.resolve("standby").toString()))),
                MonikerBook.NONE,
                new StorageSettings(data.resolve("job").toUri(), 1 << 30, 1 << 30),
                1,
                1,
                2,
                Duration.ofSeconds(5),
                Duration.ofSeconds(5),
                Duration.ofSeconds(5),
                Integer.MAX_VALUE,
                Duration.ofMillis(1),
                Duration.ofMillis(4),
                standby,
                PluginFolder.NONE,
                java.util.Set.of());
    }

    private Harness start() throws Exception {
        Harness harness = new Harness(settings());
        harness.setup(DeliveryTypes.SegmentEventSerializer.INSTANCE);
        harness.open();
        return harness;
    }

    private Harness restored(OperatorSubtaskState state) throws Exception {
        Harness harness = new Harness(settings());
        harness.setup(DeliveryTypes.SegmentEventSerializer.INSTANCE);
        harness.initializeState(state);
        harness.open();
        return harness;
    }

    private static final class Harness
            extends KeyedOneInputStreamOperatorTestHarness<String, ParkedBatch, SegmentEvent> {
        private int parked;
        private int released;

        Harness(DeliverySettings settings) throws Exception {
            super(
                    new SnapshotDeliveryFactory(settings, LedgerSettings.defaults()),
                    parked -> parked.batch().key().moniker(),
                    Types.STRING,
                    8,
                    1,
                    0);
        }

        void park(SealedBatch batch) throws Exception {
            parked++;
            processElement(new StreamRecord<>(new ParkedBatch(
                    batch, FailureKind.TRANSIENT, FailureScope.DESTINATION, "test", 1, getProcessingTime())));
        }

        List<SegmentEvent> released() {
            return extractOutputValues();
        }

        /** Batches that have neither moved nor been delivered. */
        int held() {
            return parked - released - released().size();
        }

        void forgetOutput() {
            released += released().size();
            getOutput().clear();
        }

        /** Attempts go on for a moment after the task has ended; the next one is to be alone. */
        @Override
        public void close() throws Exception {
            super.close();
            long deadline = System.nanoTime() + Duration.ofMinutes(5).toNanos();
            while (Thread.getAllStackTraces().keySet().stream()
                    .anyMatch(thread -> thread.getName().startsWith("adxflow-parked-a")
                            || thread.getName().startsWith("adxflow-standby-a"))) {
                assertThat(System.nanoTime()).as("deadline").isLessThan(deadline);
                LockSupport.parkNanos(1_000_000);
            }
        }

        void passTime(long millis) throws Exception {
            setProcessingTime(getProcessingTime() + millis);
            drainMails();
        }

        void passTimeUntil(long step, BooleanSupplier condition) throws Exception {
            until(() -> {
                try {
                    setProcessingTime(getProcessingTime() + step);
                } catch (Exception e) {
                    throw new IllegalStateException(e);
                }
                return condition.getAsBoolean();
            });
        }

        void drainMails() throws Exception {
            getTaskMailbox().createBatch();
            for (var mail = getTaskMailbox().tryTake(0);
                    mail.isPresent();
                    mail = getTaskMailbox().tryTake(0)) {
                mail.get().run();
            }
        }

        void until(BooleanSupplier condition) throws Exception {
            long deadline = System.nanoTime()
                    + Duration.ofMinutes(Long.getLong("adxflow.standby.minutes", 2))
                            .toNanos();
            while (!condition.getAsBoolean()) {
                assertThat(System.nanoTime()).as("deadline").isLessThan(deadline);
                drainMails();
                LockSupport.parkNanos(1_000_000);
            }
        }
    }
}
