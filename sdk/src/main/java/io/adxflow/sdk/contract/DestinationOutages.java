package io.adxflow.sdk.contract;

import static io.adxflow.sdk.contract.DestinationContract.TABLE;
import static io.adxflow.sdk.contract.DestinationContract.batch;
import static io.adxflow.sdk.contract.DestinationContract.deliver;
import static io.adxflow.sdk.contract.DestinationContract.expectVisible;

import io.adxflow.sdk.destination.Failure;
import java.io.IOException;
import java.util.List;
import java.util.function.BiConsumer;

/** The part of {@link DestinationContract} that concerns a place that is away or refuses, and what failures mean. */
final class DestinationOutages {
    private final BiConsumer<String, DestinationContract.Trial> promises;

    DestinationOutages(BiConsumer<String, DestinationContract.Trial> promises) {
        this.promises = promises;
    }

    void add() {
        promises.accept(
                "while its place is away everything fails as transient, of the whole destination",
                (place, destination) -> {
                    TestBatch batch = batch();
                    TestBatch staged = batch();
                    destination.stage(staged.batch(), staged.content());
                    place.takeAway();
                    List<Throwable> failures = List.of(
                            Expect.failure(destination::probe, "a probe of what is away"),
                            Expect.failure(() -> destination.stage(batch.batch(), batch.content()), "a stage"),
                            Expect.failure(() -> destination.commit(staged.batch(), staged.content()), "a commit"));
                    for (Throwable failure : failures) {
                        Failure told = destination.classify(failure);
                        Expect.equal(told.kind(), Failure.Kind.TRANSIENT, "kind of " + failure);
                        Expect.equal(told.scope(), Failure.Scope.DESTINATION, "scope of " + failure);
                    }
                    place.bringBack();
                    destination.probe();
                    deliver(destination, batch);
                    deliver(destination, staged);
                    expectVisible(place, batch, staged);
                });
        promises.accept("what was committed before an outage is found after it", (place, destination) -> {
            TestBatch batch = batch();
            deliver(destination, batch);
            place.takeAway();
            Throwable unused = Expect.failure(() -> destination.commit(batch.batch(), batch.content()), "a commit");
            place.bringBack();
            destination.commit(batch.batch(), batch.gone());
            expectVisible(place, batch);
        });
        promises.accept("a database that is refused fails alone, as configuration", (place, destination) -> {
            TestBatch refused = TestBatch.of("Refused", TABLE, 10);
            TestBatch other = batch();
            if (!place.refuse("Refused")) {
                return;
            }
            Throwable failure = Expect.failure(() -> deliver(destination, refused), "delivery into a refused database");
            Failure told = destination.classify(failure);
            Expect.equal(told.kind(), Failure.Kind.CONFIGURATION, "kind of " + failure);
            Expect.equal(told.scope(), Failure.Scope.DATABASE, "scope of " + failure);
            deliver(destination, other);
            place.allow("Refused");
            deliver(destination, refused);
            expectVisible(place, refused, other);
        });
        promises.accept("it can tell what any throwable means", (place, destination) -> {
            List<Throwable> strange = List.of(
                    new RuntimeException(),
                    new RuntimeException(null, new RuntimeException("cause")),
                    new IOException(),
                    new NoClassDefFoundError("gone"),
                    new StackOverflowError(),
                    new InterruptedException());
            for (Throwable throwable : strange) {
                Failure told = destination.classify(throwable);
                Expect.that(
                        told != null && told.kind() != null && told.scope() != null && told.retryAfter() != null,
                        "it cannot tell of " + throwable);
            }
        });
    }
}
