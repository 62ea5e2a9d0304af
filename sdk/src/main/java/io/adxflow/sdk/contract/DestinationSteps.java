package io.adxflow.sdk.contract;

import static io.adxflow.sdk.contract.DestinationContract.batch;
import static io.adxflow.sdk.contract.DestinationContract.deliver;
import static io.adxflow.sdk.contract.DestinationContract.expectCause;
import static io.adxflow.sdk.contract.DestinationContract.expectNothing;
import static io.adxflow.sdk.contract.DestinationContract.expectVisible;
import static io.adxflow.sdk.contract.DestinationContract.open;

import io.adxflow.sdk.destination.Destination;
import java.util.function.BiConsumer;

/** The part of {@link DestinationContract} that concerns faults at each step of a batch's way. */
final class DestinationSteps {
    private final BiConsumer<String, DestinationContract.Trial> promises;

    DestinationSteps(BiConsumer<String, DestinationContract.Trial> promises) {
        this.promises = promises;
    }

    void add() {
        staging();
        committing();
    }

    private void staging() {
        promises.accept("a batch that is staged twice is there once", (place, destination) -> {
            TestBatch batch = batch();
            destination.stage(batch.batch(), batch.content());
            deliver(destination, batch);
            expectVisible(place, batch);
        });
        promises.accept("a batch that was never staged is committed all the same", (place, destination) -> {
            TestBatch batch = batch();
            destination.commit(batch.batch(), batch.content());
            destination.sync();
            expectVisible(place, batch);
        });
        promises.accept("staged bytes that were lost are staged again by the commit", (place, destination) -> {
            TestBatch batch = batch();
            destination.stage(batch.batch(), batch.content());
            place.loseStaged();
            destination.commit(batch.batch(), batch.content());
            destination.sync();
            expectVisible(place, batch);
        });
        promises.accept("a sweep between stage and commit loses nothing", (place, destination) -> {
            TestBatch batch = batch();
            destination.stage(batch.batch(), batch.content());
            destination.sweep();
            destination.commit(batch.batch(), batch.content());
            destination.sync();
            expectVisible(place, batch);
        });
        promises.accept("an aborted batch is not seen, and may be delivered later", (place, destination) -> {
            TestBatch batch = batch();
            destination.abort(batch.batch());
            destination.stage(batch.batch(), batch.content());
            destination.abort(batch.batch());
            expectNothing(place, batch);
            deliver(destination, batch);
            expectVisible(place, batch);
        });
        promises.accept(
                "damaged bytes fail the stage, with their own failure, and nothing of them is seen",
                (place, destination) -> {
                    TestBatch batch = batch();
                    Throwable failure = Expect.failure(
                            () -> destination.stage(batch.batch(), batch.broken()), "staging damaged bytes");
                    expectCause(failure);
                    expectNothing(place, batch);
                    deliver(destination, batch);
                    expectVisible(place, batch);
                });
    }

    private void committing() {
        promises.accept(
                "damaged bytes fail the commit, with their own failure, and nothing of them is seen",
                (place, destination) -> {
                    TestBatch batch = batch();
                    Throwable failure = Expect.failure(
                            () -> destination.commit(batch.batch(), batch.broken()), "committing damaged bytes");
                    expectCause(failure);
                    expectNothing(place, batch);
                    deliver(destination, batch);
                    expectVisible(place, batch);
                });
        promises.accept(
                "a commit that is repeated changes nothing, and does not touch the bytes", (place, destination) -> {
                    TestBatch batch = batch();
                    deliver(destination, batch);
                    destination.commit(batch.batch(), batch.gone());
                    destination.sync();
                    expectVisible(place, batch);
                });
        promises.accept(
                "so does one that is repeated after a restart, as when its answer was lost", (place, destination) -> {
                    TestBatch batch = batch();
                    deliver(destination, batch);
                    try (Destination next = open(place)) {
                        next.sweep();
                        next.commit(batch.batch(), batch.gone());
                        next.sync();
                    }
                    expectVisible(place, batch);
                });
        promises.accept("a batch that is staged again after its commit is not seen twice", (place, destination) -> {
            TestBatch batch = batch();
            deliver(destination, batch);
            destination.stage(batch.batch(), batch.content());
            destination.commit(batch.batch(), batch.content());
            destination.sync();
            expectVisible(place, batch);
        });
        promises.accept("what one process staged another one commits", (place, destination) -> {
            TestBatch batch = batch();
            destination.stage(batch.batch(), batch.content());
            try (Destination next = open(place)) {
                next.commit(batch.batch(), batch.content());
                next.sync();
            }
            expectVisible(place, batch);
        });
    }
}
