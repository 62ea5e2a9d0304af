package io.adxflow.sinks.delivery;

import io.adxflow.sinks.reading.StoredBlobs;
import io.adxflow.sinks.reading.StoredEvents;
import io.adxflow.sinks.reading.StoredNotices;
import io.adxflow.sinks.storage.AppendStore;
import io.adxflow.sinks.storage.StorageSettings;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.ServiceLoader;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** The kinds of destinations there are: those on the class path, and those of extensions. */
public final class Destinations {
    // Looked for once: documents are read often.
    private static final Map<String, DestinationFactory> BUILT_IN = loadBuiltIn();
    private static final List<MoreDestinations> MORE = load(MoreDestinations.class);

    private Destinations() {}

    /** All problems of a moniker, an unknown kind among them; empty when there are none. */
    public static List<String> validate(MonikerSpec moniker) {
        Map<String, DestinationFactory> factories = factories();
        DestinationFactory factory = factories.get(moniker.kind());
        if (factory == null) {
            return List.of("moniker " + moniker.name() + ": kind: " + moniker.kind() + " (expected: one of "
                    + factories.keySet() + ")");
        }
        List<String> problems = new ArrayList<>();
        for (String problem : factory.validate(moniker.ofKind())) {
            problems.add("moniker " + moniker.name() + ": " + problem);
        }
        return problems;
    }

    /**
     * Opens a moniker's destination and tells all that stands in the way of delivering into these databases; empty when
     * nothing does.
     */
    public static List<String> diagnose(MonikerSpec moniker, Collection<String> databases, StorageSettings storage) {
        try (Destination destination = open(moniker, moniker.name(), storage)) {
            return destination.diagnose(databases);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return List.of("interrupted");
        } catch (Exception e) {
            return List.of(String.valueOf(e));
        }
    }

    /**
     * Opens a moniker's destination, for one that is made of others.
     *
     * @throws Exception when the moniker has problems, among others
     */
    public static Destination open(MonikerSpec moniker, StorageSettings storage) throws Exception {
        return open(moniker, moniker.name(), storage);
    }

    /** Whether two definitions are one place, as {@link DestinationFactory#areSamePlace} has it. */
    public static boolean areSamePlace(MonikerSpec one, MonikerSpec other) {
        DestinationFactory factory = factories().get(one.kind());
        return factory != null && one.kind().equals(other.kind()) && factory.areSamePlace(one.ofKind(), other.ofKind());
    }

    /**
     * What lies where a moniker writes to.
     *
     * @throws IllegalArgumentException when its kind has no blobs
     */
    public static StoredBlobs blobs(MonikerSpec moniker, StorageSettings storage) {
        StoredBlobs blobs = factory(moniker).blobs(moniker.ofKind(), storage);
        if (blobs == null) {
            throw new IllegalArgumentException(
                    "monikers." + moniker.name() + ": kind " + moniker.kind() + " has no blobs to read");
        }
        return blobs;
    }

    /**
     * A queue that tells of blobs of a moniker.
     *
     * @throws IllegalArgumentException when its kind knows none
     */
    public static StoredNotices notices(MonikerSpec moniker, String queue) {
        StoredNotices notices = factory(moniker).notices(moniker.ofKind(), queue);
        if (notices == null) {
            throw new IllegalArgumentException(
                    "monikers." + moniker.name() + ": kind " + moniker.kind() + " knows no queues");
        }
        return notices;
    }

    /**
     * What was sent where a moniker sends to.
     *
     * @throws IllegalArgumentException when its kind has no events
     */
    public static StoredEvents events(MonikerSpec moniker) {
        StoredEvents events = factory(moniker).events(moniker.ofKind());
        if (events == null) {
            throw new IllegalArgumentException(
                    "monikers." + moniker.name() + ": kind " + moniker.kind() + " has no events to read");
        }
        return events;
    }

    /**
     * What a moniker is made of.
     *
     * @throws IllegalArgumentException when it stands alone
     */
    public static DestinationFactory.Parts parts(MonikerSpec moniker) {
        DestinationFactory.Parts parts = factory(moniker).parts(moniker.ofKind());
        if (parts == null) {
            throw new IllegalArgumentException(
                    "monikers." + moniker.name() + ": kind " + moniker.kind() + " is not made of others");
        }
        return parts;
    }

    private static DestinationFactory factory(MonikerSpec moniker) {
        DestinationFactory factory = factories().get(moniker.kind());
        if (factory == null) {
            throw new IllegalArgumentException("monikers." + moniker.name() + ": kind " + moniker.kind());
        }
        return factory;
    }

    static Destination open(@Nullable MonikerSpec moniker, String name, StorageSettings storage) throws Exception {
        if (moniker == null) {
            throw new UnusableMonikerException("moniker: " + name + " (expected: one of the pipeline)");
        }
        List<String> problems = validate(moniker);
        DestinationFactory factory = factories().get(moniker.kind());
        if (factory == null || !problems.isEmpty()) {
            throw new UnusableMonikerException(String.join("; ", problems));
        }
        return factory.open(moniker.ofKind(), storage);
    }

    /**
     * What the moniker has for the batches of others to wait in.
     *
     * @throws UnusableMonikerException when it has nothing
     */
    static AppendStore standby(@Nullable MonikerSpec moniker, String name, StorageSettings storage) throws Exception {
        if (moniker == null) {
            throw new UnusableMonikerException("standby: " + name + " (expected: a moniker of the pipeline)");
        }
        DestinationFactory factory = factories().get(moniker.kind());
        AppendStore store = factory == null ? null : factory.standby(moniker.ofKind(), storage);
        if (store == null) {
            throw new UnusableMonikerException(
                    "standby: " + name + " is of kind " + moniker.kind() + " (expected: directory or blob)");
        }
        return store;
    }

    /** What makes destinations, by kind, ordered. An extension does not take the place of what the job has by that name. */
    public static Map<String, DestinationFactory> factories() {
        Map<String, DestinationFactory> factories = new TreeMap<>(BUILT_IN);
        for (MoreDestinations more : MORE) {
            more.factories().forEach(factory -> factories.putIfAbsent(factory.kind(), factory));
        }
        return factories;
    }

    /** Those of the job itself. */
    public static Map<String, DestinationFactory> builtIn() {
        return BUILT_IN;
    }

    private static Map<String, DestinationFactory> loadBuiltIn() {
        Map<String, DestinationFactory> factories = new TreeMap<>();
        load(DestinationFactory.class).forEach(factory -> factories.put(factory.kind(), factory));
        return Collections.unmodifiableMap(factories);
    }

    private static <T> List<T> load(Class<T> service) {
        return ServiceLoader.load(service, service.getClassLoader()).stream()
                .map(ServiceLoader.Provider::get)
                .toList();
    }

    /** A moniker that state refers to but that the pipeline does not have, or not in a usable form. */
    static final class UnusableMonikerException extends Exception {
        UnusableMonikerException(String message) {
            super(message);
        }
    }
}
