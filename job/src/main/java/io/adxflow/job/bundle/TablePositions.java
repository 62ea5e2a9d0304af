package io.adxflow.job.bundle;

import io.adxflow.job.rows.TableIds;
import io.adxflow.job.rows.TableKey;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * For each table with rows that were in no chunk yet, the first record that has such rows. Made with each checkpoint, of thousands of
 * tables, and asked after a restore alone: so numbers in a row, and a map of them once somebody asks. Not thread-safe.
 */
final class TablePositions {
    private static final int PER_TABLE = 3;
    static final int BYTES_PER_TABLE = PER_TABLE * Long.BYTES;

    /** Upper and lower half of a table's id, and the record. */
    private long[] numbers;

    private int used;
    private @Nullable Map<TableId, Long> byTable;

    private record TableId(long high, long low) {}

    TablePositions(int tables) {
        numbers = new long[PER_TABLE * tables];
    }

    void add(long idHigh, long idLow, long firstSequence) {
        if (used == numbers.length) {
            numbers = Arrays.copyOf(numbers, Math.max(PER_TABLE, 2 * used));
        }
        numbers[used] = idHigh;
        numbers[used + 1] = idLow;
        numbers[used + 2] = firstSequence;
        used += PER_TABLE;
        byTable = null;
    }

    int tables() {
        return used / PER_TABLE;
    }

    /** The first record with rows of this table that were in no chunk; {@link Long#MAX_VALUE} when all were. */
    long of(TableKey table) {
        Map<TableId, Long> known = byTable;
        if (known == null) {
            known = new HashMap<>(used);
            for (int i = 0; i < used; i += PER_TABLE) {
                known.put(new TableId(numbers[i], numbers[i + 1]), numbers[i + 2]);
            }
            byTable = known;
        }
        return known.getOrDefault(new TableId(TableIds.high(table), TableIds.low(table)), Long.MAX_VALUE);
    }

    /** Upper half, lower half, record, of each table; big endian. */
    byte[] toBytes() {
        ByteBuffer bytes = ByteBuffer.allocate(used * Long.BYTES);
        bytes.asLongBuffer().put(numbers, 0, used);
        return bytes.array();
    }

    static TablePositions of(byte[] bytes) {
        TablePositions positions = new TablePositions(bytes.length / BYTES_PER_TABLE);
        ByteBuffer.wrap(bytes).asLongBuffer().get(positions.numbers);
        positions.used = positions.numbers.length;
        return positions;
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof TablePositions positions
                && Arrays.equals(numbers, 0, used, positions.numbers, 0, positions.used);
    }

    @Override
    public int hashCode() {
        return Arrays.hashCode(toBytes());
    }

    @Override
    public String toString() {
        return tables() + " tables";
    }
}
