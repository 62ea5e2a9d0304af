package io.adxflow.sinks.kusto.cluster;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.util.Comparator;
import java.util.List;
import java.util.function.Function;
import java.util.zip.CRC32C;

/**
 * The order in which a batch tries places of one kind: by a hash of batch and place (rendezvous hashing), so that every
 * process finds the same first one, load is spread, and a place that comes or goes moves no other batch.
 */
public final class BatchOrder {
    private BatchOrder() {}

    public static <T> List<T> of(String batchId, List<T> places, Function<T, String> name) {
        return places.stream()
                .sorted(Comparator.<T>comparingLong(place -> hash(batchId, name.apply(place)))
                        .thenComparing(name))
                .toList();
    }

    private static long hash(String batchId, String place) {
        CRC32C crc = new CRC32C();
        crc.update(place.getBytes(UTF_8));
        crc.update(batchId.getBytes(UTF_8));
        // CRC-32C is linear: without a mix, the order of places would be the same for batches with equal differences,
        // whatever the batch.
        long mixed = (crc.getValue() + 1) * 0xff51afd7ed558ccdL;
        mixed = (mixed ^ (mixed >>> 33)) * 0xc4ceb9fe1a85ec53L;
        return mixed ^ (mixed >>> 33);
    }
}
