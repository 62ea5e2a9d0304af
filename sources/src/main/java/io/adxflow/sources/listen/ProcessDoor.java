package io.adxflow.sources.listen;

import io.adxflow.sources.limits.Admission;
import io.adxflow.sources.limits.TrafficDoor;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** The door that requests of this process come in by, for as long as there is one; before that, and without it, nothing waits. */
final class ProcessDoor implements ListenDoor {
    private static final long MILLIS_PER_SECOND = 1_000;

    private final Supplier<@Nullable TrafficDoor> doors;
    private final LongSupplier nanos;
    private final int readersOfJob;

    /** @param readersOfJob how many of the kind there are in all processes: each of them meets every series once */
    ProcessDoor(Supplier<@Nullable TrafficDoor> doors, LongSupplier nanos, int readersOfJob) {
        this.doors = doors;
        this.nanos = nanos;
        this.readersOfJob = Math.max(1, readersOfJob);
    }

    @Override
    public long waitMillis(String namespace, long bytes) {
        TrafficDoor door = doors.get();
        return door != null && door.admit(namespace, bytes, nanos.getAsLong()) instanceof Admission.No no
                ? no.waitSeconds() * MILLIS_PER_SECOND
                : 0;
    }

    @Override
    public void taken(String namespace, long bytes, long records, long newSeries) {
        TrafficDoor door = doors.get();
        if (door != null) {
            long now = nanos.getAsLong();
            long reserved = door.reserve(namespace, bytes, now);
            door.settle(namespace, reserved, bytes, records, (double) newSeries / readersOfJob, now);
        }
    }
}
