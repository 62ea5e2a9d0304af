package io.adxflow.emulator.commands;

import io.adxflow.emulator.engine.Catalog;
import io.adxflow.emulator.engine.Extents;
import io.adxflow.emulator.ingestion.IngestionService;
import io.adxflow.emulator.ingestion.Resources;

/** What commands work on. */
public record CommandContext(
        Catalog catalog, Extents extents, IngestionService ingestion, Resources resources, Operations operations) {}
