/** A location as PIDF-LO, the form of emergency services (RFC 4119, RFC 5139 for the address, RFC 5491 for the point). */

/** What is known of a place. The words of an address that begins with its number are taken apart, others are not. */
export interface Place {
  readonly address: string | null;
  readonly unit: string | null;
  readonly landmark: string | null;
  /** The caller's own words. */
  readonly raw: string | null;
  readonly lat: number | null;
  readonly lon: number | null;
}

/** Writes a place as one PIDF-LO document. `entity` names what is there, within the document only. */
export function pidfLo({ address, unit, landmark, raw, lat, lon }: Place, entity: string): string {
  const [, number, road] = address?.match(/^(\d+\w?) (.+)$/) ?? [];
  const civic = [
    element("RD", road ?? address),
    element("HNO", number),
    element("UNIT", unit),
    element("LMK", landmark),
    element("LOC", raw),
  ].join("");
  const point = lat === null || lon === null
    ? ""
    : `<gml:Point srsName="urn:ogc:def:crs:EPSG::4326"><gml:pos>${lat} ${lon}</gml:pos></gml:Point>`;
  return `<?xml version="1.0" encoding="UTF-8"?>` +
    `<presence xmlns="urn:ietf:params:xml:ns:pidf" xmlns:gp="urn:ietf:params:xml:ns:pidf:geopriv10" ` +
    `xmlns:ca="urn:ietf:params:xml:ns:pidf:geopriv10:civicAddr" xmlns:gml="http://www.opengis.net/gml" ` +
    `entity="${escaped(entity)}"><tuple id="place"><status><gp:geopriv><gp:location-info>${point}` +
    `<ca:civicAddress>${civic}</ca:civicAddress></gp:location-info><gp:usage-rules/><gp:method>Manual</gp:method>` +
    `</gp:geopriv></status></tuple></presence>`;
}

/** Text as it may stand in XML and HTML: nothing in it is markup, and nothing is a control character. */
export function escaped(text: string): string {
  // deno-lint-ignore no-control-regex -- XML 1.0 has no place for them, not even escaped
  return text.replace(/[\u0000-\u0008\u000b\u000c\u000e-\u001f\ufffe\uffff]/g, "")
    .replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll(">", "&gt;").replaceAll('"', "&quot;");
}

function element(name: string, text: string | null | undefined): string {
  return text == null || text === "" ? "" : `<ca:${name}>${escaped(text)}</ca:${name}>`;
}
