package io.adxflow.emulator.engine;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.sql.Timestamp;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;

/**
 * The extents and their tags: what each load left, for {@code ingestIfNotExists} and for showing.
 *
 * <p>Also remembers which queue messages became rows, since a stand-in that is killed between its commit and the deletion
 * of the message would load it twice, which is no fault of the program under test.
 *
 * <p>Threads: any.
 */
public final class Extents {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final int REMEMBERED_MESSAGES = 200_000;

    private final DuckStore store;
    private final Clock clock;
    /** By table: each tag with the time of the newest extent that has it. */
    private final Map<String, Map<String, Instant>> tags = new HashMap<>();

    private final Set<String> messages = Collections.newSetFromMap(new LinkedHashMap<>() {
        private static final long serialVersionUID = 1L;

        @Override
        protected boolean removeEldestEntry(Map.Entry<String, Boolean> eldest) {
            return size() > REMEMBERED_MESSAGES;
        }
    });

    /** What one load left. */
    public record Extent(
            UUID id,
            String database,
            String table,
            Instant created,
            long rows,
            long rawBytes,
            long blobBytes,
            int blobs,
            List<String> tags,
            List<String> messages) {}

    public Extents(DuckStore store, Clock clock) throws SQLException {
        this.store = store;
        this.clock = clock;
        try (Connection connection = store.connect();
                Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery(
                        "SELECT database, name, created, tags, messages FROM " + DuckStore.EXTENTS)) {
            while (rows.next()) {
                Instant created = rows.getTimestamp(3).toInstant();
                index(rows.getString(1), rows.getString(2), created, list(rows.getString(4)));
                messages.addAll(list(rows.getString(5)));
            }
        }
    }

    private synchronized void index(String database, String table, Instant created, Collection<String> newTags) {
        Map<String, Instant> known = tags.computeIfAbsent(key(database, table), absent -> new HashMap<>());
        newTags.forEach(tag -> known.merge(tag, created, (a, b) -> a.isAfter(b) ? a : b));
    }

    /** Writes an extent within the transaction of its rows. */
    public void write(Connection transaction, Extent extent) throws SQLException {
        try (PreparedStatement insert = transaction.prepareStatement(
                "INSERT INTO " + DuckStore.EXTENTS + " VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)")) {
            insert.setObject(1, extent.id());
            insert.setString(2, extent.database());
            insert.setString(3, extent.table());
            insert.setTimestamp(4, Timestamp.from(extent.created()));
            insert.setLong(5, extent.rows());
            insert.setLong(6, extent.rawBytes());
            insert.setLong(7, extent.blobBytes());
            insert.setInt(8, extent.blobs());
            insert.setString(9, text(extent.tags()));
            insert.setString(10, text(extent.messages()));
            insert.execute();
        }
    }

    /** Tells that an extent was committed. */
    public synchronized void committed(Extent extent) {
        index(extent.database(), extent.table(), extent.created(), extent.tags());
        messages.addAll(extent.messages());
    }

    /** Whether the rows of this queue message were committed before. */
    public synchronized boolean isConsumed(String messageId) {
        return messages.contains(messageId);
    }

    /** Whether an extent of the table has this tag, as far as the table's policy still keeps it. */
    public synchronized boolean hasTag(KustoTable table, String tag) {
        Instant newest =
                tags.getOrDefault(key(table.database(), table.name()), Map.of()).get(tag);
        return newest != null && isKept(table, tag, newest);
    }

    private boolean isKept(KustoTable table, String tag, Instant created) {
        JsonNode policy = table.policies().get("extent_tags_retention");
        if (policy == null) {
            return true;
        }
        for (JsonNode rule : policy) {
            if (tag.startsWith(rule.path("TagPrefix").asText("-"))) {
                Duration period = Timespan.parse(rule.path("RetentionPeriod").asText());
                return created.plus(period).isAfter(clock.instant());
            }
        }
        return true;
    }

    /** The extents of a table, oldest first, with the tags that are still kept. */
    public List<Extent> list(KustoTable table) throws SQLException {
        List<Extent> extents = new ArrayList<>();
        try (Connection connection = store.connect();
                PreparedStatement select = connection.prepareStatement(
                        "SELECT id, created, row_count, raw_bytes, blob_bytes, blobs, tags, messages FROM "
                                + DuckStore.EXTENTS + " WHERE database = ? AND name = ? ORDER BY created")) {
            select.setString(1, table.database());
            select.setString(2, table.name());
            try (ResultSet rows = select.executeQuery()) {
                while (rows.next()) {
                    Instant created = rows.getTimestamp(2).toInstant();
                    extents.add(new Extent(
                            (UUID) rows.getObject(1),
                            table.database(),
                            table.name(),
                            created,
                            rows.getLong(3),
                            rows.getLong(4),
                            rows.getLong(5),
                            rows.getInt(6),
                            list(rows.getString(7)).stream()
                                    .filter(tag -> isKept(table, tag, created))
                                    .toList(),
                            list(rows.getString(8))));
                }
            }
        }
        return extents;
    }

    /** Forgets the extents of a table that was dropped or cleared. */
    public synchronized void forget(String database, String table) throws SQLException {
        tags.remove(key(database, table));
        store.execute("DELETE FROM " + DuckStore.EXTENTS + " WHERE database = " + Sql.literal(database) + " AND name = "
                + Sql.literal(table));
    }

    private static String key(String database, String table) {
        return database + "\n" + table;
    }

    private static String text(List<String> list) {
        try {
            return JSON.writeValueAsString(list);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException(e);
        }
    }

    private static List<String> list(String json) throws SQLException {
        try {
            return List.of(JSON.readValue(json, String[].class));
        } catch (JsonProcessingException e) {
            throw new SQLException("not a list: " + json, e);
        }
    }
}
