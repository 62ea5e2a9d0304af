package io.adxflow.bench.adx;
public final class StagingCommand {}
