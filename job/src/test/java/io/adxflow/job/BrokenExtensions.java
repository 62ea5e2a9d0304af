package io.adxflow.job;

import io.adxflow.sdk.Option;
import io.adxflow.sdk.destination.Batch;
import io.adxflow.sdk.destination.BatchContent;
import io.adxflow.sdk.destination.Destination;
import io.adxflow.sdk.destination.DestinationKind;
import io.adxflow.sdk.destination.Failure;
import java.util.List;
import java.util.Map;
import java.util.concurrent.locks.LockSupport;

/** Extensions that do nothing right. */
final class BrokenExtensions {
    private BrokenExtensions() {}

    /** Does nothing right. */
    public abstract static class Broken implements DestinationKind, Destination {
        @Override
        public String description() {
            return "Broken.";
        }

        @Override
        public List<Option> options() {
            return List.of();
        }

        @Override
        public List<String> validate(Map<String, String> options) {
            return List.of();
        }

        @Override
        public Destination open(String moniker, Map<String, String> options) {
            return this;
        }

        @Override
        public void stage(Batch batch, BatchContent content) {
            act();
        }

        @Override
        public void commit(Batch batch, BatchContent content) {
            act();
        }

        @Override
        public void probe() {
            act();
        }

        abstract void act();

        @Override
        public Failure classify(Throwable failure) {
            throw new IllegalStateException("cannot tell");
        }

        @Override
        public void close() {
            act();
        }
    }

    public static final class Throwing extends Broken {
        @Override
        public String name() {
            return "throwing";
        }

        @Override
        void act() {
            throw new StackOverflowError("as it does");
        }
    }

    /** Listens to no interrupt. */
    public static final class Hanging extends Broken {
        @Override
        public String name() {
            return "hanging";
        }

        @Override
        public Destination open(String moniker, Map<String, String> options) {
            act();
            return this;
        }

        @Override
        void act() {
            while (true) {
                LockSupport.parkNanos(1_000_000_000L);
                boolean unused = Thread.interrupted();
            }
        }
    }

    public static final class AtOnce extends Broken {
        public AtOnce() {
            act();
        }

        @Override
        public String name() {
            return "at-once";
        }

        @Override
        void act() {
            throw new IllegalStateException("at once");
        }
    }
}
