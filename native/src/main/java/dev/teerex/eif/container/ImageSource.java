package dev.teerex.eif.container;

import dev.teerex.eif.json.JsonValue;
import dev.teerex.eif.ramdisk.FileSlice;
import java.util.List;

/**
 * Where the parts of one image are.
 *
 * @param configuration the configuration, already checked against its digest where the layout has one
 * @param layers the layers from below, packed or not
 */
record ImageSource(JsonValue configuration, List<FileSlice> layers) {}
