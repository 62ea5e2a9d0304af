package io.adxflow.sdk.contract;

import io.adxflow.sdk.destination.Destination;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;

/**
 * What the job relies on of a destination: every fault that may befall a batch on its way, at each step, and what must be seen by
 * readers after it. Each promise gets a place of its own.
 */
public final class DestinationContract {
    static final String DATABASE = "Metrics";
    static final String TABLE = "Cpu";

    private final Callable<? extends DestinationHarness> places;
    private final List<Promise> promises = new ArrayList<>();

    private DestinationContract(Callable<? extends DestinationHarness> places) {
        this.places = places;
    }

    /** All promises. */
    public static List<Promise> of(Callable<? extends DestinationHarness> places) {
        DestinationContract contract = new DestinationContract(places);
        new DestinationManners(contract::promise).add();
        new DestinationSteps(contract::promise).add();
        new DestinationOutages(contract::promise).add();
        new DestinationRaces(contract::promise).add();
        return List.copyOf(contract.promises);
    }

    /** A promise that is tried at a place of its own, with a destination that is open there. */
    interface Trial {
        void run(DestinationHarness place, Destination destination) throws Exception;
    }

    private void promise(String name, Trial trial) {
        promises.add(new Promise(name, () -> {
            try (DestinationHarness place = places.call();
                    Destination destination = open(place)) {
                trial.run(place, destination);
            }
        }));
    }

    static Destination open(DestinationHarness place) throws Exception {
        return place.kind().open("contract", place.options());
    }

    /** What readers see of the batches' tables is these batches, each whole and once. */
    static void expectVisible(DestinationHarness place, TestBatch... batches) throws Exception {
        Map<List<String>, List<String>> expected = new HashMap<>();
        for (TestBatch batch : batches) {
            expected.computeIfAbsent(
                            List.of(batch.batch().database(), batch.batch().table()), any -> new ArrayList<>())
                    .add(batch.csv());
        }
        for (Map.Entry<List<String>, List<String>> table : expected.entrySet()) {
            List<String> seen = new ArrayList<>(
                    place.visible(table.getKey().get(0), table.getKey().get(1)));
            List<String> wanted = table.getValue();
            Expect.equal(seen.size(), wanted.size(), "batches that readers see in " + table.getKey());
            seen.sort(null);
            wanted.sort(null);
            Expect.that(seen.equals(wanted), "readers see other rows in " + table.getKey() + " than were delivered");
        }
    }

    static void expectNothing(DestinationHarness place, TestBatch batch) throws Exception {
        int seen =
                place.visible(batch.batch().database(), batch.batch().table()).size();
        Expect.equal(seen, 0, "batches that readers see before the commit");
    }

    static void deliver(Destination destination, TestBatch batch) throws Exception {
        destination.stage(batch.batch(), batch.content());
        destination.commit(batch.batch(), batch.content());
        destination.sync();
    }

    static TestBatch batch() {
        return TestBatch.of(DATABASE, TABLE, 1_000);
    }

    static void expectCause(Throwable failure) {
        for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
            if (cause instanceof TestBatch.DamagedException) {
                return;
            }
        }
        throw new AssertionError("what the bytes threw is no cause of " + failure);
    }
}
