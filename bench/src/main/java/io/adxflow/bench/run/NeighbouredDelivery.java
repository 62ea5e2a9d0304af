package io.adxflow.bench.run;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Into the directory, beside a {@link BusyNeighbour} in the measured phase: so that a destination whose service runs on the same
 * machine is compared with one that has as much of it left.
 */
public final class NeighbouredDelivery implements Delivery {
    private final Delivery directory;
    private final double cores;
    private @Nullable BusyNeighbour neighbour;

    private NeighbouredDelivery(Delivery directory, double cores) {
        this.directory = directory;
        this.cores = cores;
    }

    /** @param cores what the neighbour takes, 1 at most */
    public static Delivery.Factory beside(double cores) {
        return (Path folder) -> new NeighbouredDelivery(new DirectoryDelivery(folder), Math.min(1, cores));
    }

    @Override
    public List<String> settings() {
        return directory.settings();
    }

    @Override
    public void begin() throws IOException, InterruptedException {
        directory.begin();
        neighbour = BusyNeighbour.start(cores);
    }

    @Override
    public void end() throws IOException {
        close(neighbour);
        directory.end();
    }

    @Override
    public void report(ObjectNode json, long acknowledgedSamples) throws IOException, InterruptedException {
        json.put("neighbour_cores", cores);
        directory.report(json, acknowledgedSamples);
    }

    @Override
    public void close() throws IOException {
        close(neighbour);
        directory.close();
    }

    private static void close(@Nullable BusyNeighbour started) {
        if (started != null) {
            started.close();
        }
    }
}
