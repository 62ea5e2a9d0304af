package io.adxflow.sinks.schema;

import io.adxflow.sinks.batch.BatchKey;
import io.adxflow.sinks.batch.TableSchema;
import io.adxflow.sinks.schema.TableColumn.Origin;
import io.adxflow.sinks.schema.TableVersion.Resolved;
import io.adxflow.sinks.storage.StorageSettings;
import java.io.IOException;
import java.net.URI;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.LongSupplier;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The versions of all tables of a storage directory, as this JVM knows them. What is not known is looked up in {@link VersionFiles}, and made
 * there when there is none: whoever creates the file of a number has decided it for all, so that processes agree without asking each
 * other. Thread-safe; methods that throw {@link IOException} block.
 *
 * <p>Bounded: {@value #MAX_TABLES} tables are remembered, those that were asked for least recently go first.
 */
public final class TableVersions {
    /** The table of a database that has a row for each version of its tables. */
    public static final String TABLE = "AdxflowSchemas";

    static final int MAX_TABLES = 20_000;
    /** More processes than that do not change one table at once. */
    private static final int ATTEMPTS = 100;

    private static final Map<URI, TableVersions> SHARED = new ConcurrentHashMap<>();

    private final VersionFiles files;
    private final LongSupplier epochMillis;
    private final HintBook hints = new HintBook();
    /** One who changes a table at a time; tables need not wait for each other. */
    private final Object[] locks = Stream.generate(Object::new).limit(64).toArray();

    private final Map<TableId, TableVersion> known = lru();
    /** The newest number that was told to a moniker, by {@link Told}. */
    private final Map<Told, Integer> told = lru();
    /** Numbers that a listing has shown, for tables that were not asked for yet. */
    private final Map<String, Map<String, Integer>> listed = lru();

    private record Told(TableId id, String moniker) {}

    TableVersions(VersionFiles files, LongSupplier epochMillis) {
        this.files = files;
        this.epochMillis = epochMillis;
    }

    /** Those of this JVM for one storage directory. */
    public static TableVersions of(StorageSettings storage) {
        return SHARED.computeIfAbsent(storage.directory(), directory -> {
            LongSupplier clock = System::currentTimeMillis;
            return new TableVersions(new VersionFiles(storage.folder("schemas"), clock), clock);
        });
    }

    private static <K, V> Map<K, V> lru() {
        return new LinkedHashMap<>(64, 0.75f, true) {
            @Override
            protected boolean removeEldestEntry(Map.Entry<K, V> eldest) {
                return size() > MAX_TABLES;
            }
        };
    }

    /** A batch's columns under the names that they have at its moniker; new ones make a version. */
    public Resolved resolve(BatchKey key) throws IOException {
        TableId id = new TableId(key.database(), key.table());
        TableSchema asked = TableSchema.parse(key.schema());
        TableVersion version = remembered(id);
        Resolved resolved = version == null ? null : version.resolve(asked, key.moniker());
        if (resolved == null) {
            version = advance(
                    id,
                    now -> now.resolve(asked, key.moniker()) != null
                            ? now
                            : now.withColumns(asked.columns(), Origin.ROWS, epochMillis.getAsLong()));
            resolved = version.resolve(asked, key.moniker());
        }
        if (resolved == null) {
            throw new IllegalStateException("columns: " + key.schema() + " (expected: all of them in " + version + ")");
        }
        return resolved;
    }

    /**
     * Takes in which columns the table at a batch's moniker has, and gives other names there to those of the batch that it has with
     * another type.
     *
     * @return the batch's columns from now on
     */
    public Resolved learn(BatchKey key, List<TableSchema.Column> real) throws IOException {
        TableId id = new TableId(key.database(), key.table());
        TableSchema asked = TableSchema.parse(key.schema());
        synchronized (this) {
            // Another process may have learned it before.
            known.remove(id);
        }
        advance(id, now -> now.withReal(key.moniker(), real, asked, epochMillis.getAsLong()));
        return resolve(key);
    }

    /** Says something of a table that need not have rows yet, by who may change the pipeline. */
    public TableVersion hint(TableId id, SchemaHint hint) throws IOException {
        return advance(id, now -> now.withColumns(hint.columns(), Origin.HINT, epochMillis.getAsLong())
                .withNotes(hint.notes(), epochMillis.getAsLong()));
    }

    /** What senders say; becomes part of a version with the table's next one, or soon. Never blocks. */
    public HintBook hints() {
        return hints;
    }

    /** Makes versions of what senders said of tables that have rows, and tells the monikers that have these. */
    void applyHints() throws IOException {
        synchronized (this) {
            // Others may have made tables since.
            listed.clear();
        }
        // Looked up once for all of a database's tables.
        Map<String, Map<String, Set<String>>> monikers = new HashMap<>();
        for (TableId id : hints.tables()) {
            if (remembered(id) == null && newest(id) == 0) {
                continue;
            }
            TableVersion version = advance(id, now -> now);
            Map<String, Set<String>> ofDatabase = monikers.get(id.database());
            if (ofDatabase == null) {
                ofDatabase = files.toldMonikers(id.database());
                monikers.put(id.database(), ofDatabase);
            }
            for (String moniker : ofDatabase.getOrDefault(FileNames.encode(id.table()), Set.of())) {
                tell(id, version.number(), moniker);
            }
        }
    }

    /** Has the table's newest version published at a moniker, unless it is or was. */
    public void publish(String moniker, TableId id) throws IOException {
        if (id.table().equals(TABLE)) {
            // Else each of its batches would be news.
            return;
        }
        TableVersion version = remembered(id);
        if (version != null) {
            tell(id, version.number(), moniker);
        }
    }

    private void tell(TableId id, int number, String moniker) throws IOException {
        Told key = new Told(id, moniker);
        synchronized (this) {
            if (told.getOrDefault(key, 0) >= number) {
                return;
            }
        }
        files.tell(id, number, moniker);
        synchronized (this) {
            told.merge(key, number, Math::max);
        }
    }

    /** Those of a database that this JVM remembers, by the names of their tables. Does not block. */
    public synchronized List<TableVersion> remembered(String database) {
        List<TableVersion> versions = new ArrayList<>();
        for (TableVersion version : known.values()) {
            if (version.id().database().equals(database)) {
                versions.add(version);
            }
        }
        versions.sort(Comparator.comparing(version -> version.id().table()));
        return versions;
    }

    /** How many tables are remembered; at most {@value #MAX_TABLES}. */
    public synchronized int tables() {
        return known.size();
    }

    /** The newest number of each table that there is. */
    public Map<TableId, Integer> newest() throws IOException {
        return files.newest();
    }

    /** The newest version of a table, or null. */
    public @Nullable TableVersion newest(TableId id, boolean evenIfRemembered) throws IOException {
        TableVersion version = evenIfRemembered ? null : remembered(id);
        return version == null ? refresh(id) : version;
    }

    /** One version of a table, or null. */
    public @Nullable TableVersion version(TableId id, int number) throws IOException {
        return files.read(id, number);
    }

    private synchronized @Nullable TableVersion remembered(TableId id) {
        return known.get(id);
    }

    /** Looks for versions that others have made since; null when there is none at all. */
    private @Nullable TableVersion refresh(TableId id) throws IOException {
        TableVersion best = remembered(id);
        int number = best == null ? newest(id) : best.number();
        if (best == null && number > 0) {
            best = files.read(id, number);
        }
        // A number that is taken by nothing is passed over.
        for (int next = number + 1; ; next++) {
            TableVersion found = files.read(id, next);
            if (found == null && !files.isTaken(id, next)) {
                break;
            }
            best = found == null ? best : found;
        }
        for (int before = number - 1; best == null && before > 0; before--) {
            best = files.read(id, before);
        }
        if (best != null) {
            remember(best);
        }
        return best;
    }

    private int newest(TableId id) throws IOException {
        Map<String, Integer> numbers;
        synchronized (this) {
            numbers = listed.get(id.database());
        }
        if (numbers == null) {
            // Once for all of a database's tables: a restart asks for each of them.
            numbers = new HashMap<>(files.newest(id.database()));
            synchronized (this) {
                listed.put(id.database(), numbers);
            }
        }
        return numbers.getOrDefault(FileNames.encode(id.table()), 0);
    }

    private synchronized void remember(TableVersion version) {
        TableVersion before = known.get(version.id());
        if (before == null || before.number() < version.number()) {
            known.put(version.id(), version);
        }
    }

    /** Brings a table to the version that a step makes of its newest one, with what senders said of it. */
    private TableVersion advance(TableId id, UnaryOperator<TableVersion> step) throws IOException {
        synchronized (locks[Math.floorMod(id.hashCode(), locks.length)]) {
            for (int attempt = 0; attempt < ATTEMPTS; attempt++) {
                TableVersion now = refresh(id);
                TableVersion base = now == null ? TableVersion.none(id) : now;
                TableVersion stepped = step.apply(base);
                SchemaHint said = hints.of(id);
                TableVersion next = stepped;
                if (said != null && stepped.number() > 0) {
                    next = next.withColumns(said.columns(), Origin.SENDER, epochMillis.getAsLong())
                            .withNotes(said.notes(), epochMillis.getAsLong());
                }
                if (next.equals(base)) {
                    if (base.number() == 0) {
                        throw new IllegalArgumentException("table " + id.table() + ": nothing is said of it");
                    }
                    hints.taken(id, said);
                    return base;
                }
                next = numbered(id, next, base);
                if (files.create(next) && next.equals(files.read(id, next.number()))) {
                    remember(next);
                    hints.taken(id, said);
                    return next;
                }
            }
        }
        throw new IOException("versions of table " + id.table() + " of database " + id.database()
                + " were made by others " + ATTEMPTS + " times in a row");
    }

    /** Numbers that are taken by nothing, of a process that died, are passed over. */
    private TableVersion numbered(TableId id, TableVersion next, TableVersion base) throws IOException {
        int number = base.number() + 1;
        while (files.isTaken(id, number) && files.read(id, number) == null) {
            number++;
        }
        return next.at(number, base.number());
    }

    /** What is on its way into tables of versions. */
    public List<PendingVersion> pending(int most) throws IOException {
        List<PendingVersion> pending = new ArrayList<>();
        for (VersionFiles.Pending one : files.pending(most)) {
            TableVersion version = files.read(one.id(), one.number());
            if (version == null) {
                files.arrived(one);
            } else {
                pending.add(new PendingVersion(one.moniker(), version));
            }
        }
        return pending;
    }

    /** It has arrived there. */
    public void arrived(PendingVersion pending) throws IOException {
        files.arrived(new VersionFiles.Pending(
                pending.version().id(), pending.version().number(), pending.moniker()));
    }

    /** A version on its way into a moniker's table of versions. */
    public record PendingVersion(String moniker, TableVersion version) {}
}
