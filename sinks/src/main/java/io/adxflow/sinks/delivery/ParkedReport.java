package io.adxflow.sinks.delivery;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.adxflow.sinks.storage.AppendFile;
import io.adxflow.sinks.storage.AppendStore;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.net.URLDecoder;
import java.net.URLEncoder;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.LongSupplier;

/**
 * What is parked, as files below {@code parked/report} in the storage directory, for people: for each moniker a line of JSON by
 * database, written anew when it changes. It is told as the job saw it a moment before; the truth is in the job's state. Blocks.
 */
public final class ParkedReport {
    private static final String FOLDER = "report/";
    private static final int MAX_BYTES = 16 << 20;

    /** Ends a report that is whole. */
    private static final String END = "{\"end\": true}\n";

    private final AppendStore store;
    private final LongSupplier millis;

    /**
     * @param store of the folder {@code parked}
     * @param millis a clock
     */
    public ParkedReport(AppendStore store, LongSupplier millis) {
        this.store = store;
        this.millis = millis;
    }

    /** Writes a moniker's report in place of the one before; none when there are no lines. */
    void write(String moniker, List<String> lines) throws IOException {
        List<String> before = names(moniker);
        if (!lines.isEmpty()) {
            byte[] bytes = (String.join("", lines) + END).getBytes(UTF_8);
            long number = before.isEmpty() ? 0 : number(before.get(before.size() - 1)) + 1;
            String name = folder(moniker) + String.format("%019d", Math.max(number, millis.getAsLong()));
            try (AppendFile file = store.create(name)) {
                file.append(bytes, 0, bytes.length);
                file.sync();
            }
        }
        for (String name : before) {
            store.delete(name);
        }
    }

    /** The newest report of each moniker that has one: lines of JSON. */
    public List<String> read() throws IOException {
        Map<String, List<String>> byMoniker = new TreeMap<>();
        for (String name : store.list(FOLDER)) {
            int slash = name.lastIndexOf('/');
            byMoniker
                    .computeIfAbsent(name.substring(0, slash), any -> new ArrayList<>())
                    .add(name);
        }
        List<String> lines = new ArrayList<>();
        for (List<String> names : byMoniker.values()) {
            names.sort(Collections.reverseOrder());
            for (String name : names) {
                String text = text(name);
                if (text.endsWith(END)) {
                    text.substring(0, text.length() - END.length()).lines().forEach(lines::add);
                    break;
                }
            }
        }
        return lines;
    }

    private String text(String name) throws IOException {
        try {
            byte[] bytes = new byte[(int) Math.min(MAX_BYTES, store.length(name))];
            store.read(name, 0, bytes, 0, bytes.length);
            return new String(bytes, UTF_8);
        } catch (FileNotFoundException replaced) {
            return "";
        }
    }

    private List<String> names(String moniker) throws IOException {
        List<String> names = new ArrayList<>(store.list(folder(moniker)));
        Collections.sort(names);
        return names;
    }

    private static long number(String name) {
        return Long.parseLong(name.substring(name.lastIndexOf('/') + 1));
    }

    /** Of characters that every store takes. */
    private static String folder(String moniker) {
        return FOLDER + URLEncoder.encode(moniker, UTF_8).replace("*", "%2A") + "/";
    }

    /** The monikers that have a report. */
    Set<String> monikers() throws IOException {
        Set<String> monikers = new TreeSet<>();
        for (String name : store.list(FOLDER)) {
            monikers.add(URLDecoder.decode(name.substring(FOLDER.length(), name.lastIndexOf('/')), UTF_8));
        }
        return monikers;
    }
}
