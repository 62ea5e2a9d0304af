package io.adxflow.sdk.host;

import io.adxflow.sdk.Sdk;
import io.adxflow.sdk.agents.AgentFormat;
import io.adxflow.sdk.destination.DestinationKind;
import io.adxflow.sdk.detect.Detector;
import io.adxflow.sdk.wire.WireFormat;
import java.io.IOException;
import java.io.InputStream;
import java.net.URL;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.ServiceLoader;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.function.UnaryOperator;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Loads what lies in a folder: each jar is an extension, and so is each folder of jars. One that cannot be loaded whole is refused as
 * a whole, and is none of the others' business.
 */
final class ExtensionFolder {
    private static final Logger LOG = LoggerFactory.getLogger(ExtensionFolder.class);
    private static final Duration PATIENCE = Duration.ofSeconds(10);
    private static final Pattern NAME = Pattern.compile("[a-z0-9][a-z0-9-]{0,31}");
    private static final int MOST = 100;

    private final Map<String, Extension<DestinationKind>> destinations = new TreeMap<>();
    private final Map<String, Extension<Detector>> detectors = new TreeMap<>();
    private final Map<String, Extension<WireFormat>> wireFormats = new TreeMap<>();
    private final Map<String, Extension<AgentFormat>> agentFormats = new TreeMap<>();
    private final List<String> refusals = new ArrayList<>();
    private final Duration patience;

    private ExtensionFolder(Duration patience) {
        this.patience = patience;
    }

    static Extensions load(String folder) {
        return load(folder, PATIENCE);
    }

    /** @param patience with an extension that does not come back */
    static Extensions load(String folder, Duration patience) {
        ExtensionFolder loading = new ExtensionFolder(patience);
        loading.readAll(Path.of(folder));
        loading.refusals.forEach(refusal -> LOG.warn("Extension refused: {}", refusal));
        return new Extensions(
                loading.destinations, loading.detectors, loading.wireFormats, loading.agentFormats, loading.refusals);
    }

    private void readAll(Path folder) {
        try {
            for (Path entry : entries(folder)) {
                List<Path> jars = Files.isDirectory(entry) ? jars(entry) : isJar(entry) ? List.of(entry) : List.of();
                if (jars.isEmpty()) {
                    continue;
                }
                try {
                    read(entry, jars);
                } catch (ExtensionException e) {
                    refusals.add(String.valueOf(e.getMessage()));
                }
            }
        } catch (IOException e) {
            refusals.add(folder + ": cannot be read: " + e);
        }
    }

    private List<Path> entries(Path folder) throws IOException {
        try (Stream<Path> all = Files.list(folder)) {
            List<Path> sorted = all.sorted().toList();
            if (sorted.size() > MOST) {
                refusals.add(folder + ": " + sorted.size() + " entries (at most " + MOST + "); the rest is left alone");
            }
            return sorted.subList(0, Math.min(MOST, sorted.size()));
        }
    }

    private static List<Path> jars(Path folder) throws IOException {
        try (Stream<Path> all = Files.list(folder)) {
            return all.filter(ExtensionFolder::isJar).sorted().toList();
        }
    }

    private static boolean isJar(Path file) {
        return file.toString().endsWith(".jar");
    }

    private void read(Path file, List<Path> jars) throws IOException, ExtensionException {
        URL[] urls = new URL[jars.size()];
        for (int i = 0; i < urls.length; i++) {
            urls[i] = jars.get(i).toUri().toURL();
        }
        ExtensionLoader loader = new ExtensionLoader(String.valueOf(file.getFileName()), urls);
        ExtensionUnit unit = new ExtensionUnit(file.toString(), loader, patience);
        boolean taken = false;
        try {
            checkVersion(unit);
            Provided provided = unit.ask("making what it provides", () -> provided(unit));
            checkNames(unit, provided);
            destinations.putAll(provided.destinations);
            detectors.putAll(provided.detectors);
            wireFormats.putAll(provided.wireFormats);
            agentFormats.putAll(provided.agentFormats);
            taken = true;
            LOG.info(
                    "Extension {}: destinations {}, detectors {}, wire formats {}, agents' formats {}",
                    file,
                    provided.destinations.keySet(),
                    provided.detectors.keySet(),
                    provided.wireFormats.keySet(),
                    provided.agentFormats.keySet());
        } finally {
            if (!taken) {
                loader.close();
            }
        }
    }

    /** Before any class of it is loaded. */
    private static void checkVersion(ExtensionUnit unit) throws ExtensionException {
        URL description = unit.loader().findResource(Sdk.DESCRIPTION);
        if (description == null) {
            throw new ExtensionException(unit.file() + ": has no " + Sdk.DESCRIPTION + ", as extensions do", null);
        }
        Properties properties = new Properties();
        try (InputStream in = description.openStream()) {
            properties.load(in);
        } catch (IOException | IllegalArgumentException e) {
            throw new ExtensionException(unit.file() + ": " + Sdk.DESCRIPTION + " cannot be read: " + e, e);
        }
        String version = properties.getProperty(Sdk.VERSION_KEY, "none").strip();
        if (!version.equals(Integer.toString(Sdk.VERSION))) {
            throw new ExtensionException(
                    unit.file() + ": " + Sdk.VERSION_KEY + " is " + version + ", and this job's is " + Sdk.VERSION
                            + "; build it against the sdk of this release",
                    null);
        }
    }

    private record Provided(
            Map<String, Extension<DestinationKind>> destinations,
            Map<String, Extension<Detector>> detectors,
            Map<String, Extension<WireFormat>> wireFormats,
            Map<String, Extension<AgentFormat>> agentFormats) {
        boolean isEmpty() {
            return destinations.isEmpty() && detectors.isEmpty() && wireFormats.isEmpty() && agentFormats.isEmpty();
        }
    }

    private static Provided provided(ExtensionUnit unit) throws ExtensionException {
        return new Provided(
                services(unit, DestinationKind.class, one -> one, DestinationKind::name),
                services(unit, Detector.class, one -> one, Detector::name),
                services(unit, WireFormat.class, KnownWireFormat::new, WireFormat::name),
                services(unit, AgentFormat.class, one -> one, AgentFormat::name));
    }

    private static <T> Map<String, Extension<T>> services(
            ExtensionUnit unit, Class<T> service, UnaryOperator<T> as, Function<T, String> named)
            throws ExtensionException {
        Map<String, Extension<T>> found = new LinkedHashMap<>();
        for (T one : ServiceLoader.load(service, unit.loader())) {
            T known = as.apply(one);
            String name = String.valueOf(named.apply(known));
            if (!NAME.matcher(name).matches()) {
                throw new ExtensionException(
                        unit.file() + ": " + one.getClass().getName() + " is named '" + name
                                + "' (expected: 1 to 32 lower case letters, digits and '-')",
                        null);
            }
            if (found.put(name, new Extension<>(unit, name, known)) != null) {
                throw new ExtensionException(unit.file() + ": provides '" + name + "' twice", null);
            }
        }
        return found;
    }

    private void checkNames(ExtensionUnit unit, Provided provided) throws ExtensionException {
        if (provided.isEmpty()) {
            throw new ExtensionException(
                    unit.file() + ": provides nothing (expected: an entry in META-INF/services for "
                            + DestinationKind.class.getName() + " or its like)",
                    null);
        }
        checkFree(unit, destinations, provided.destinations);
        checkFree(unit, detectors, provided.detectors);
        checkFree(unit, wireFormats, provided.wireFormats);
        checkFree(unit, agentFormats, provided.agentFormats);
    }

    private static <T> void checkFree(
            ExtensionUnit unit, Map<String, Extension<T>> taken, Map<String, Extension<T>> wanted)
            throws ExtensionException {
        for (String name : wanted.keySet()) {
            Extension<T> other = taken.get(name);
            if (other != null) {
                throw new ExtensionException(
                        unit.file() + ": provides '" + name + "', which " + other.file() + " provides already", null);
            }
        }
    }
}
