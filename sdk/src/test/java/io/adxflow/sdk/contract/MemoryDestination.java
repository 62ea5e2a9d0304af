package io.adxflow.sdk.contract;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.adxflow.sdk.Option;
import io.adxflow.sdk.destination.Batch;
import io.adxflow.sdk.destination.BatchContent;
import io.adxflow.sdk.destination.Destination;
import io.adxflow.sdk.destination.DestinationKind;
import io.adxflow.sdk.destination.Failure;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.zip.GZIPInputStream;

/** Keeps all promises, but for the one that its flaw breaks. */
final class MemoryDestination implements Destination {
    enum Flaw {
        NONE,
        COMMITS_TWICE,
        READS_BEFORE_IT_LOOKS,
        SHOWS_WHAT_IS_STAGED,
        KEEPS_FAILURES_OF_BYTES,
        NEEDS_WHAT_WAS_STAGED,
        SHORTENS_NAMES,
        REMEMBERS_ALONE,
        CANNOT_TELL,
        BLAMES_THE_BATCH,
        BLAMES_ALL_FOR_ONE,
        SHOWS_PARTS,
        THROWS_AT_NONSENSE
    }

    /** What readers see, and what is staged; outlives destinations. */
    static final class Place implements DestinationHarness {
        private final Flaw flaw;
        private final Map<String, byte[]> staged = new ConcurrentHashMap<>();
        private final Map<String, byte[]> visible = new ConcurrentHashMap<>();
        private final AtomicInteger copies = new AtomicInteger();
        private volatile String refused = "";
        private volatile boolean away;

        Place(Flaw flaw) {
            this.flaw = flaw;
        }

        @Override
        public DestinationKind kind() {
            return new MemoryKind(this);
        }

        @Override
        public Map<String, String> options() {
            return Map.of("where", "here");
        }

        @Override
        public List<String> visible(String database, String table) throws IOException {
            List<String> texts = new ArrayList<>();
            for (Map.Entry<String, byte[]> one : visible.entrySet()) {
                if (one.getKey().startsWith(folder(database, table))) {
                    texts.add(new String(
                            new GZIPInputStream(new ByteArrayInputStream(one.getValue())).readAllBytes(), UTF_8));
                }
            }
            return texts;
        }

        private String folder(String database, String table) {
            boolean shortened = flaw == Flaw.SHORTENS_NAMES && table.length() > 100;
            return database + "/" + (shortened ? table.substring(0, 100) : table) + "/";
        }

        @Override
        public void loseStaged() {
            staged.clear();
        }

        @Override
        public void takeAway() {
            away = true;
        }

        @Override
        public void bringBack() {
            away = false;
        }

        @Override
        public boolean refuse(String database) {
            refused = database;
            return true;
        }

        @Override
        public void allow(String database) {
            refused = "";
        }
    }

    private record MemoryKind(Place place) implements DestinationKind {
        @Override
        public String name() {
            return "memory";
        }

        @Override
        public String description() {
            return "Rows in memory.";
        }

        @Override
        public List<Option> options() {
            return List.of(new Option("where", "none", "Where it is."));
        }

        @Override
        public List<String> validate(Map<String, String> options) {
            if (place.flaw == Flaw.THROWS_AT_NONSENSE) {
                return List.of("where: " + options.get("where").substring(1, 2)).subList(0, 0);
            }
            return "here".equals(options.get("where")) ? List.of() : List.of("where: (expected: here)");
        }

        @Override
        public Destination open(String moniker, Map<String, String> options) {
            return new MemoryDestination(place);
        }
    }

    private static final class Refused extends IOException {}

    private final Place place;
    private final Set<String> own = ConcurrentHashMap.newKeySet();

    private MemoryDestination(Place place) {
        this.place = place;
    }

    private void reach() throws IOException {
        if (place.away) {
            throw new IOException("away");
        }
    }

    private String path(Batch batch) {
        return place.folder(batch.database(), batch.table()) + batch.id();
    }

    private byte[] bytes(BatchContent content) throws IOException {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        try {
            content.writeTo(out);
        } catch (IOException e) {
            if (place.flaw != Flaw.KEEPS_FAILURES_OF_BYTES) {
                throw e;
            }
        }
        return out.toByteArray();
    }

    @Override
    public void stage(Batch batch, BatchContent content) throws IOException {
        reach();
        place.staged.put(batch.id(), bytes(content));
        if (place.flaw == Flaw.SHOWS_WHAT_IS_STAGED) {
            place.visible.put(path(batch), place.staged.get(batch.id()));
        }
    }

    @Override
    public void commit(Batch batch, BatchContent content) throws IOException {
        reach();
        if (place.refused.equals(batch.database())) {
            throw new Refused();
        }
        if (place.flaw == Flaw.READS_BEFORE_IT_LOOKS) {
            bytes(content);
        }
        if (place.flaw == Flaw.REMEMBERS_ALONE ? own.contains(batch.id()) : place.visible.containsKey(path(batch))) {
            return;
        }
        byte[] bytes = place.staged.get(batch.id());
        if (bytes == null && place.flaw == Flaw.NEEDS_WHAT_WAS_STAGED) {
            throw new IOException("not staged");
        }
        if (place.flaw == Flaw.SHOWS_PARTS && bytes == null) {
            place.visible.put(path(batch), new byte[0]);
        }
        boolean copy = place.flaw == Flaw.COMMITS_TWICE || place.flaw == Flaw.REMEMBERS_ALONE;
        String name = copy ? path(batch) + place.copies.incrementAndGet() : path(batch);
        place.visible.put(name, bytes == null ? bytes(content) : bytes);
        own.add(batch.id());
        place.staged.remove(batch.id());
    }

    @Override
    public void abort(Batch batch) {
        place.staged.remove(batch.id());
    }

    @Override
    public void sweep() {
        place.staged.clear();
    }

    @Override
    public void probe() throws IOException {
        reach();
    }

    @Override
    public Failure classify(Throwable failure) {
        if (place.flaw == Flaw.CANNOT_TELL) {
            return Failure.of(Failure.Kind.valueOf(failure.getMessage().toUpperCase(Locale.ROOT)), null);
        }
        if (place.flaw == Flaw.BLAMES_THE_BATCH) {
            return Failure.of(Failure.Kind.PERMANENT, Failure.Scope.TABLE);
        }
        return failure instanceof Refused && place.flaw != Flaw.BLAMES_ALL_FOR_ONE
                ? Failure.of(Failure.Kind.CONFIGURATION, Failure.Scope.DATABASE)
                : Failure.away();
    }

    @Override
    public void close() {}
}
