package io.adxflow.job.rules.scrub;

import io.adxflow.job.rules.scrub.ScrubPlace.Kind;
import io.adxflow.job.rules.scrub.Scrubber.Outcome;
import io.adxflow.job.tables.ByteBuilder;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Scrubs the values of rows of log records and spans, by the columns that they stand in. One per thread and version of the rules. */
public final class RowScrubber {
    /** Names of what is sent, times and numbers aside: nothing that people write. */
    private static final Set<String> IDS = Set.of(
            "TraceId", "SpanId", "TraceID", "SpanID", "ParentID", "SpanStatus", "SpanKind", "ResourceEntityRefs");

    /** Of tables that are listened for, others name columns. */
    private static final int MOST_PLACES = 4096;

    private static final Map<String, Kind> KINDS = Map.ofEntries(
            Map.entry("Body", Kind.BODY),
            Map.entry("Attributes", Kind.ATTRIBUTE),
            Map.entry("TraceAttributes", Kind.ATTRIBUTE),
            Map.entry("Resource", Kind.RESOURCE),
            Map.entry("ResourceAttributes", Kind.RESOURCE),
            Map.entry("ScopeAttributes", Kind.SCOPE),
            Map.entry("ScopeName", Kind.SCOPE),
            Map.entry("SpanName", Kind.SPAN_NAME),
            Map.entry("Events", Kind.EVENT),
            Map.entry("Links", Kind.LINK));

    private final Scrubber scrubber;
    private final JsonScrubber json;
    private final Map<String, Place> places = new HashMap<>();

    /**
     * A column.
     *
     * @param plan of texts of it that stand under no name of their own
     * @param isByName whether each of its keys has its own
     */
    private record Place(Kind kind, ScrubPlan plan, boolean isByName) {}

    private final ByteBuilder output = new ByteBuilder(1024);

    public RowScrubber(String namespace, List<ScrubSpec> specs, HashKeys keys, ScrubTally tally) {
        scrubber = new Scrubber(namespace, specs, keys, tally);
        json = new JsonScrubber(scrubber);
    }

    /** Whether any rule may change a column of type string or dynamic. */
    public boolean looksAt(String column) {
        if (IDS.contains(column)) {
            return false;
        }
        Kind kind = kind(column);
        return scrubber.isByName(kind) || !scrubber.plan(kind, column, column).isEmpty();
    }

    private static Kind kind(String column) {
        return KINDS.getOrDefault(column, Kind.COLUMN);
    }

    private Place place(String column) {
        Place known = places.get(column);
        if (known == null) {
            if (places.size() >= MOST_PLACES) {
                places.clear();
            }
            Kind kind = kind(column);
            known = new Place(kind, scrubber.plan(kind, column, column), scrubber.isByName(kind));
            places.put(column, known);
        }
        return known;
    }

    /** Scrubs a string; what has changed is in {@link #output}. */
    public Outcome text(String column, byte[] text, int start, int end) {
        Outcome outcome = scrubber.text(place(column).plan(), column, text, start, end);
        if (outcome == Outcome.CHANGED) {
            output.clear();
            output.put(scrubber.output().array(), 0, scrubber.output().length());
        }
        return outcome;
    }

    /** Scrubs JSON; what has changed is in {@link #output}. */
    public Outcome json(String column, byte[] value, int start, int end) {
        output.clear();
        Place place = place(column);
        return json.scrub(place.kind(), place.isByName() ? null : place.plan(), column, value, start, end, output);
    }

    /** What the value last changed has become; valid until the next one. */
    public ByteBuilder output() {
        return output;
    }

    public void setWatch(Scrubber.Watch watch) {
        scrubber.setWatch(watch);
    }
}
