package io.adxflow.sinks.delivery;

import io.adxflow.sinks.storage.StorageSettings;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.ServiceLoader;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** The kinds of destinations on the class path. */
public final class Destinations {
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
        for (String problem : factory.validate(moniker)) {
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

    static Destination open(@Nullable MonikerSpec moniker, String name, StorageSettings storage) throws Exception {
        if (moniker == null) {
            throw new UnusableMonikerException("moniker: " + name + " (expected: one of the pipeline)");
        }
        List<String> problems = validate(moniker);
        DestinationFactory factory = factories().get(moniker.kind());
        if (factory == null || !problems.isEmpty()) {
            throw new UnusableMonikerException(String.join("; ", problems));
        }
        return factory.open(moniker, storage);
    }

    private static Map<String, DestinationFactory> factories() {
        Map<String, DestinationFactory> factories = new TreeMap<>();
        for (DestinationFactory factory :
                ServiceLoader.load(DestinationFactory.class, DestinationFactory.class.getClassLoader())) {
            factories.put(factory.kind(), factory);
        }
        return factories;
    }

    /** A moniker that state refers to but that the pipeline does not have, or not in a usable form. */
    static final class UnusableMonikerException extends Exception {
        UnusableMonikerException(String message) {
            super(message);
        }
    }
}
