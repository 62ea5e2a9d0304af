package io.adxflow.sdk.contract;

import static io.adxflow.sdk.contract.DestinationContract.DATABASE;
import static io.adxflow.sdk.contract.DestinationContract.TABLE;
import static io.adxflow.sdk.contract.DestinationContract.batch;
import static io.adxflow.sdk.contract.DestinationContract.deliver;
import static io.adxflow.sdk.contract.DestinationContract.expectNothing;
import static io.adxflow.sdk.contract.DestinationContract.expectVisible;

import io.adxflow.sdk.Option;
import io.adxflow.sdk.destination.DestinationKind;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.BiConsumer;

/** The part of {@link DestinationContract} that concerns its kind, and what happens on good days. */
final class DestinationManners {
    private final BiConsumer<String, DestinationContract.Trial> promises;

    DestinationManners(BiConsumer<String, DestinationContract.Trial> promises) {
        this.promises = promises;
    }

    void add() {
        kind();
        goodDays();
    }

    private void kind() {
        promises.accept("its kind has a name, a description, and documented options", (place, destination) -> {
            DestinationKind kind = place.kind();
            Expect.that(kind.name().matches("[a-z0-9][a-z0-9-]{0,31}"), "name: " + kind.name());
            Expect.that(!kind.description().isBlank(), "the description is blank");
            Set<String> keys = new HashSet<>();
            for (Option option : kind.options()) {
                Expect.that(option.key().matches("[a-z0-9][a-z0-9-]*"), "option: " + option.key());
                Expect.that(keys.add(option.key()), option.key() + " is declared twice");
                Expect.that(!option.description().isBlank(), option.key() + " has no description");
                Expect.that(
                        !Set.of("kind", "standby", "rate").contains(option.key()),
                        option.key() + " is an option of every kind");
            }
            Expect.that(keys.containsAll(place.options().keySet()), "the harness sets options that are not declared");
        });
        promises.accept(
                "it finds nothing wrong with valid options",
                (place, destination) -> Expect.equal(place.kind().validate(place.options()), List.of(), "problems"));
        promises.accept(
                "it says what is wrong with nonsense, by the option's name, and throws nothing",
                (place, destination) -> {
                    for (Option option : place.kind().options()) {
                        for (String nonsense : List.of("", " ", "\u0000", "ü:// ?", "-1", "x".repeat(5_000))) {
                            Map<String, String> options = new TreeMap<>(place.options());
                            options.put(option.key(), nonsense);
                            for (String problem : place.kind().validate(options)) {
                                Expect.that(problem.contains(":"), "a problem without an option's name: " + problem);
                            }
                        }
                    }
                    List<String> unused = place.kind().validate(Map.of());
                });
        promises.accept(
                "the same options are the same place",
                (place, destination) -> Expect.that(
                        place.kind().areSamePlace(place.options(), Map.copyOf(place.options())), "they are not"));
    }

    private void goodDays() {
        promises.accept(
                "what is staged is not seen, what is committed is seen whole and once", (place, destination) -> {
                    TestBatch batch = batch();
                    destination.stage(batch.batch(), batch.content());
                    expectNothing(place, batch);
                    destination.commit(batch.batch(), batch.content());
                    destination.sync();
                    expectVisible(place, batch);
                });
        promises.accept("a batch of many megabytes arrives byte for byte", (place, destination) -> {
            TestBatch batch = TestBatch.of(DATABASE, TABLE, 300_000);
            deliver(destination, batch);
            expectVisible(place, batch);
        });
        promises.accept("tables and databases are kept apart, whatever their names", (place, destination) -> {
            TestBatch[] batches = {
                batch(),
                TestBatch.of("Other", TABLE, 10),
                TestBatch.of(DATABASE, "With blanks and-dashes.dots", 10),
                TestBatch.of(DATABASE, "Größe\u4e2d", 10),
                TestBatch.of(DATABASE, "T".repeat(300) + "1", 10),
                TestBatch.of(DATABASE, "T".repeat(300) + "2", 10)
            };
            for (TestBatch batch : batches) {
                deliver(destination, batch);
            }
            expectVisible(place, batches);
        });
        promises.accept("a table may get columns", (place, destination) -> {
            TestBatch before = batch();
            TestBatch after = TestBatch.wider(DATABASE, TABLE, 10);
            deliver(destination, before);
            deliver(destination, after);
            expectVisible(place, before, after);
        });
        promises.accept("its probe and its diagnosis leave nothing behind", (place, destination) -> {
            destination.probe();
            Expect.equal(destination.diagnose(List.of(DATABASE)), List.of(), "what stands in the way");
            TestBatch batch = batch();
            expectNothing(place, batch);
            deliver(destination, batch);
            expectVisible(place, batch);
        });
    }
}
