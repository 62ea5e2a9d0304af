package io.adxflow.job.rules.scrub;

import com.google.re2j.Pattern;
import io.adxflow.job.rules.scrub.ScrubPlace.Kind;
import io.adxflow.job.rules.scrub.detect.Detector;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;

/** A rule, ready to be asked where it acts. Immutable. */
final class ScrubRule {
    private final ScrubSpec spec;
    private final int detectors;
    private final List<ExtensionFinder> extensions;
    private final List<Pattern> patterns;
    private final List<Where> places;
    private final Set<Kind> byName = EnumSet.noneOf(Kind.class);

    private record Where(Kind kind, Pattern name) {}

    ScrubRule(ScrubSpec spec) {
        this.spec = spec;
        int bits = 0;
        List<ExtensionFinder> others = new ArrayList<>();
        for (String label : spec.find()) {
            Detector detector = Detector.of(label);
            if (detector == null) {
                others.add(new ExtensionFinder(label));
            } else {
                bits |= detector.bit();
            }
        }
        detectors = bits;
        extensions = List.copyOf(others);
        patterns = spec.patterns().stream().map(Pattern::compile).toList();
        places = spec.in().stream()
                .map(place ->
                        new Where(place.kind(), Pattern.compile(place.name().isEmpty() ? "(?s).*" : place.name())))
                .toList();
        spec.in().stream().filter(place -> !place.name().isEmpty()).forEach(place -> byName.add(place.kind()));
    }

    boolean isByName(Kind kind) {
        return byName.contains(kind);
    }

    ScrubSpec spec() {
        return spec;
    }

    /** Bits of the detectors. */
    int detectors() {
        return detectors;
    }

    /** Detectors that extensions bring. */
    List<ExtensionFinder> extensions() {
        return extensions;
    }

    List<Pattern> patterns() {
        return patterns;
    }

    /**
     * Whether it looks there.
     *
     * @param column that holds the text; empty outside of tables of records
     */
    boolean looksAt(Kind kind, String name, String column) {
        for (Where where : places) {
            boolean here = where.kind == Kind.EVERYTHING
                    || (where.kind == kind && where.name.matches(name))
                    || (where.kind == Kind.COLUMN && !column.isEmpty() && where.name.matches(column));
            if (here) {
                return true;
            }
        }
        return false;
    }
}
