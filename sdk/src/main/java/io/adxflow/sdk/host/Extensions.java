package io.adxflow.sdk.host;

import io.adxflow.sdk.agents.AgentFormat;
import io.adxflow.sdk.destination.DestinationKind;
import io.adxflow.sdk.detect.Detector;
import io.adxflow.sdk.wire.WireFormat;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * What extensions provide, by kind and name, and what was refused. Immutable, but for {@link #inUse}: whoever has a pipeline's
 * {@link PluginFolder} makes its extensions known to its process, since what is configured refers to them by name.
 */
public final class Extensions {
    /** Nothing. */
    static final Extensions NONE =
            new Extensions(new TreeMap<>(), new TreeMap<>(), new TreeMap<>(), new TreeMap<>(), List.of());

    private static final int MOST_FOLDERS = 16;
    private static final Map<String, Extensions> FOLDERS = new LinkedHashMap<>();
    private static volatile Extensions inUse = NONE;

    private final Map<String, Extension<DestinationKind>> destinations;
    private final Map<String, Extension<Detector>> detectors;
    private final Map<String, Extension<WireFormat>> wireFormats;
    private final Map<String, Extension<AgentFormat>> agentFormats;
    private final List<String> refusals;

    Extensions(
            Map<String, Extension<DestinationKind>> destinations,
            Map<String, Extension<Detector>> detectors,
            Map<String, Extension<WireFormat>> wireFormats,
            Map<String, Extension<AgentFormat>> agentFormats,
            List<String> refusals) {
        this.destinations = destinations;
        this.detectors = detectors;
        this.wireFormats = wireFormats;
        this.agentFormats = agentFormats;
        this.refusals = List.copyOf(refusals);
    }

    /** Of all folders that this process was told of. */
    public static Extensions inUse() {
        return inUse;
    }

    /**
     * Loads a folder, the first time, and has its extensions known from then on.
     *
     * @throws IllegalStateException when this process knows too many folders
     */
    static Extensions use(String folder) {
        synchronized (FOLDERS) {
            Extensions known = FOLDERS.get(folder);
            if (known != null) {
                return known;
            }
            if (FOLDERS.size() == MOST_FOLDERS) {
                throw new IllegalStateException("folders of extensions: " + (MOST_FOLDERS + 1) + " (expected: at most "
                        + MOST_FOLDERS + " in one process)");
            }
            Extensions loaded = ExtensionFolder.load(folder);
            FOLDERS.put(folder, loaded);
            inUse = union(new ArrayList<>(FOLDERS.values()));
            return loaded;
        }
    }

    /** The first one of a name counts. */
    private static Extensions union(List<Extensions> all) {
        Extensions union =
                new Extensions(new TreeMap<>(), new TreeMap<>(), new TreeMap<>(), new TreeMap<>(), List.of());
        for (Extensions one : all) {
            one.destinations.forEach(union.destinations::putIfAbsent);
            one.detectors.forEach(union.detectors::putIfAbsent);
            one.wireFormats.forEach(union.wireFormats::putIfAbsent);
            one.agentFormats.forEach(union.agentFormats::putIfAbsent);
        }
        return union;
    }

    /** Kinds of destinations, ordered by name. */
    public List<Extension<DestinationKind>> destinations() {
        return List.copyOf(destinations.values());
    }

    public @Nullable Extension<DestinationKind> destination(String name) {
        return destinations.get(name);
    }

    /** Ordered by name. */
    public List<Extension<Detector>> detectors() {
        return List.copyOf(detectors.values());
    }

    public @Nullable Extension<Detector> detector(String name) {
        return detectors.get(name);
    }

    /** Ordered by name. */
    public List<Extension<WireFormat>> wireFormats() {
        return List.copyOf(wireFormats.values());
    }

    public @Nullable Extension<WireFormat> wireFormat(String name) {
        return wireFormats.get(name);
    }

    /** Ordered by name. */
    public List<Extension<AgentFormat>> agentFormats() {
        return List.copyOf(agentFormats.values());
    }

    public @Nullable Extension<AgentFormat> agentFormat(String name) {
        return agentFormats.get(name);
    }

    /** What was not taken, each with its file and why. */
    public List<String> refusals() {
        return refusals;
    }
}
