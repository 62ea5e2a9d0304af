/** Detectors of sensitive text. {@link io.adxflow.sdk.detect.Detector} is what a jar provides. */
@NullMarked
package io.adxflow.sdk.detect;

import org.jspecify.annotations.NullMarked;
