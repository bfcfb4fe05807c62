/** What PostgreSQL's text cannot hold. */

import { type KyselyPlugin, OperationNodeTransformer, type PrimitiveValueListNode, type ValueNode } from "kysely";

/**
 * Puts U+FFFD for U+0000, which PostgreSQL refuses in text, in all that goes to the database. Documents are JSON, which
 * escapes it: they keep it as it is.
 */
export class WithoutNul implements KyselyPlugin {
  readonly #transformer = new Transformer();

  transformQuery: KyselyPlugin["transformQuery"] = ({ node, queryId }) =>
    this.#transformer.transformNode(node, queryId);

  transformResult: KyselyPlugin["transformResult"] = ({ result }) => Promise.resolve(result);
}

class Transformer extends OperationNodeTransformer {
  protected override transformValue(node: ValueNode): ValueNode {
    return { ...node, value: plain(node.value) };
  }

  protected override transformPrimitiveValueList(node: PrimitiveValueListNode): PrimitiveValueListNode {
    return { ...node, values: node.values.map(plain) };
  }
}

function plain<T>(value: T): T {
  return typeof value === "string" ? value.replaceAll("\0", "\uFFFD") as T & string : value;
}
