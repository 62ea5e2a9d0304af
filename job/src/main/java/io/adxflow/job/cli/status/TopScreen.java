package io.adxflow.job.cli.status;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;

/** What {@code top} shows at present, and what keys change of it. For one thread. */
final class TopScreen {
    private static final String KEYS = "m monikers  n namespaces  t tables  s senders  < > sort  r reverse  q quit";
    /** The state in a few lines, and what is wrong first. */
    private static final int TROUBLES = 2;

    private TopView view = TopView.MONIKERS;
    private int sort = view.firstSort();
    private boolean descending = true;

    TopView view() {
        return view;
    }

    /** @return whether to go on */
    boolean press(int key) {
        for (TopView other : TopView.values()) {
            if (key == other.key()) {
                view = other;
                sort = other.firstSort();
                descending = true;
            }
        }
        switch (key) {
            case '<', ',' -> sort = Math.max(0, sort - 1);
            case '>', '.' -> sort = Math.min(view.columns().size() - 1, sort + 1);
            case 'r' -> descending = !descending;
            default -> {
                // Anything else is nothing.
            }
        }
        return key != 'q' && key != 3 && key != 4;
    }

    /**
     * The lines, at most as many as are high and none wider than wide.
     *
     * @param rows of the view
     */
    List<String> lines(JsonNode status, JsonNode rows, int width, int height, boolean colors) {
        Screen screen = new Screen(width, colors);
        StatusText.head(screen, status);
        StatusText.troubles(screen, status, TROUBLES);
        screen.blank();
        int room = Math.max(1, height - screen.lines().size() - 2);
        List<List<String>> cells = new ArrayList<>();
        List<Screen.Look> looks = new ArrayList<>();
        for (JsonNode row : view.sorted(rows, sort, descending)) {
            if (cells.size() == room) {
                break;
            }
            cells.add(view.columns().stream()
                    .map(column -> column.shown().apply(row, status))
                    .toList());
            looks.add(Screen.look(row.path("state").asText()));
        }
        List<String> titles = new ArrayList<>();
        int[] importance = new int[view.columns().size()];
        for (int c = 0; c < importance.length; c++) {
            TopView.Column column = view.columns().get(c);
            titles.add(column.title() + (c == sort ? descending ? " ▼" : " ▲" : ""));
            // What is sorted by is shown.
            importance[c] = c == sort ? 0 : column.importance();
        }
        screen.table(titles, cells, importance, looks);
        List<String> lines = new ArrayList<>(screen.lines());
        Screen keys = new Screen(width, colors);
        keys.line(KEYS, Screen.Look.DIM);
        int most = Math.max(1, height - 1);
        List<String> shown = new ArrayList<>(lines.subList(0, Math.min(lines.size(), most)));
        shown.addAll(keys.lines());
        return shown;
    }
}
