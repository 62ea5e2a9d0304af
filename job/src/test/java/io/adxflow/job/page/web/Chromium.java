package io.adxflow.job.page.web;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.WebSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/**
 * One tab of a Chromium without a window, driven by its DevTools protocol (https://chromedevtools.github.io/devtools-protocol/). What its
 * console complains about is kept.
 */
final class Chromium implements AutoCloseable {
    private static final String AXE = "/META-INF/resources/webjars/axe-core/4.6.3/axe.min.js";
    private static final JsonMapper JSON = JsonMapper.builder().build();
    private static final List<String> NAMES = List.of("chromium", "chromium-browser", "google-chrome");

    private final Process process;
    private final WebSocket socket;
    private final AtomicInteger ids = new AtomicInteger();
    private final Map<Integer, CompletableFuture<JsonNode>> calls = new ConcurrentHashMap<>();
    private final List<String> complaints = new CopyOnWriteArrayList<>();

    private Chromium(Process process, String address) throws Exception {
        this.process = process;
        this.socket = HttpClient.newHttpClient()
                .newWebSocketBuilder()
                .buildAsync(URI.create(address), new Listener())
                .get(5, TimeUnit.MINUTES);
        for (String domain : List.of("Page", "Runtime", "Log", "Accessibility", "Network")) {
            call(domain + ".enable", Map.of());
        }
    }

    /** Where the browser is, or null where there is none. */
    static @Nullable Path find() {
        for (String name : NAMES) {
            for (String folder : System.getenv("PATH").split(":")) {
                Path path = Path.of(folder, name);
                if (Files.isExecutable(path)) {
                    return path;
                }
            }
        }
        return null;
    }

    static Chromium start(Path browser, Path profile) throws Exception {
        Process process = new ProcessBuilder(
                        browser.toString(),
                        "--headless=new",
                        "--no-sandbox",
                        "--disable-gpu",
                        "--disable-dev-shm-usage",
                        "--hide-scrollbars",
                        "--no-first-run",
                        "--disable-background-networking",
                        "--remote-debugging-port=0",
                        "--user-data-dir=" + profile,
                        "about:blank")
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                .start();
        Path port = profile.resolve("DevToolsActivePort");
        for (int i = 0; i < 600 && !(Files.exists(port) && Files.size(port) > 10); i++) {
            if (!process.isAlive()) {
                throw new IOException("the browser ended with " + process.exitValue());
            }
            process.waitFor(50, TimeUnit.MILLISECONDS);
        }
        String list = HttpClient.newHttpClient()
                .send(
                        HttpRequest.newBuilder(URI.create("http://127.0.0.1:"
                                        + Files.readAllLines(port).get(0) + "/json/list"))
                                .build(),
                        HttpResponse.BodyHandlers.ofString())
                .body();
        for (JsonNode tab : JSON.readTree(list)) {
            if (tab.path("type").asText().equals("page")) {
                return new Chromium(process, tab.path("webSocketDebuggerUrl").asText());
            }
        }
        throw new IOException("no tab in " + list);
    }

    private final class Listener implements WebSocket.Listener {
        private final StringBuilder text = new StringBuilder();

        @Override
        public @Nullable CompletionStage<?> onText(WebSocket from, CharSequence data, boolean last) {
            text.append(data);
            if (last) {
                try {
                    take(JSON.readTree(text.toString()));
                } catch (IOException e) {
                    complaints.add("unreadable: " + e);
                }
                text.setLength(0);
            }
            from.request(1);
            return null;
        }
    }

    private void take(JsonNode message) {
        CompletableFuture<JsonNode> call = calls.remove(message.path("id").asInt(-1));
        if (call != null) {
            call.complete(message);
            return;
        }
        JsonNode told = message.path("params");
        switch (message.path("method").asText()) {
            case "Runtime.exceptionThrown" -> complaints.add(told.toString());
            case "Log.entryAdded" -> {
                // Of how axe-core draws to find colours, as the page has no canvas; and advice to sites that keep
                // passwords.
                if (!List.of("rendering", "recommendation")
                        .contains(told.path("entry").path("source").asText())) {
                    complaints.add(told.path("entry").toString());
                }
            }
            case "Runtime.consoleAPICalled" -> {
                if (List.of("error", "warning").contains(told.path("type").asText())) {
                    complaints.add(told.toString());
                }
            }
            default -> {
                // Of no interest.
            }
        }
    }

    /** Calls a method of the protocol. */
    JsonNode call(String method, Map<String, Object> parameters) throws Exception {
        int id = ids.incrementAndGet();
        CompletableFuture<JsonNode> answer = new CompletableFuture<>();
        calls.put(id, answer);
        ObjectNode message = JSON.createObjectNode().put("id", id).put("method", method);
        message.set("params", JSON.valueToTree(parameters));
        socket.sendText(message.toString(), true).get(5, TimeUnit.MINUTES);
        JsonNode answered = answer.get(5, TimeUnit.MINUTES);
        if (answered.has("error")) {
            throw new IOException(method + ": " + answered.path("error"));
        }
        return answered.path("result");
    }

    /** What an expression gives, awaited when it is a promise. */
    JsonNode evaluate(String expression) throws Exception {
        JsonNode result =
                call("Runtime.evaluate", Map.of("expression", expression, "awaitPromise", true, "returnByValue", true));
        if (result.has("exceptionDetails")) {
            throw new IOException(result.path("exceptionDetails").toString());
        }
        return result.path("result").path("value");
    }

    void open(String url) throws Exception {
        call("Page.navigate", Map.of("url", url));
    }

    void size(int width, int height, boolean dark) throws Exception {
        call(
                "Emulation.setDeviceMetricsOverride",
                Map.of("width", width, "height", height, "deviceScaleFactor", 1, "mobile", width < 600));
        call(
                "Emulation.setEmulatedMedia",
                Map.of("features", List.of(Map.of("name", "prefers-color-scheme", "value", dark ? "dark" : "light"))));
    }

    /** Waits until an expression is true, by the page's own events. */
    void until(String expression) throws Exception {
        JsonNode held = evaluate("new Promise((done) => { const ask = (left) => { let now = false; try { now = !!("
                + expression + "); } catch (e) { now = false; } if (now) done(true); else if (left <= 0) done(false);"
                + " else setTimeout(() => ask(left - 1), 50); }; ask(600); })");
        if (!held.asBoolean()) {
            throw new IOException("never true: " + expression + "; the console says " + complaints);
        }
    }

    void screenshot(Path file) throws Exception {
        JsonNode shot = call("Page.captureScreenshot", Map.of("format", "png", "captureBeyondViewport", false));
        Files.createDirectories(file.toAbsolutePath().getParent());
        Files.write(file, Base64.getDecoder().decode(shot.path("data").asText()));
    }

    /** Names and roles of what assistive technology sees. */
    List<String> accessibleTree() throws Exception {
        List<String> tree = new ArrayList<>();
        for (JsonNode node : call("Accessibility.getFullAXTree", Map.of()).path("nodes")) {
            if (!node.path("ignored").asBoolean()) {
                tree.add(node.path("role").path("value").asText() + " "
                        + node.path("name").path("value").asText());
            }
        }
        return tree;
    }

    /** What axe-core finds, which is put in by the debugger past the page's policy. */
    JsonNode violations() throws Exception {
        if (!evaluate("typeof window.axe === 'object'").asBoolean()) {
            try (InputStream in = Chromium.class.getResourceAsStream(AXE)) {
                JsonNode unused = evaluate(new String(in.readAllBytes(), StandardCharsets.UTF_8) + ";true");
            }
        }
        return evaluate(
                "axe.run(document, {resultTypes: ['violations']}).then((r) => r.violations.map((v) => v.id + ': ' +"
                        + " v.nodes.map((n) => n.target + ' ' + n.failureSummary).join(' | ')))");
    }

    /** What the console complained of. */
    List<String> complaints() {
        return List.copyOf(complaints);
    }

    @Override
    public void close() throws Exception {
        socket.abort();
        process.descendants().forEach(ProcessHandle::destroy);
        process.destroy();
        process.waitFor(5, TimeUnit.MINUTES);
    }
}
