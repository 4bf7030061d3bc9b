"""Rules that load.py and shape.py enforce; they stand here so that every message has its sentence and tip."""

from __future__ import annotations

from macros.rules.base import Rule

RULES = (
    Rule("file-size", "一个数据文件不超过 512 KB。", "按车间或专题拆成几个文件。"),
    Rule("file-encoding", "数据文件用 UTF-8 编码。", "用编辑器另存为 UTF-8（不带 BOM）。"),
    Rule("tab", "缩进和文字里不用制表符。", "改成空格。"),
    Rule("control-character", "文字里没有看不见的控制字符。", "删去后重新输入。"),
    Rule("yaml-syntax", "文件是写得通的 YAML。", "看冒号后的空格、缩进、成对的引号和括号。"),
    Rule("cut-text", "文字里的“ #”不截断句子。", "整句加引号；真是注释就在 # 后空一格。"),
    Rule("yaml-alias", "不用锚点（&）和引用（*）。", "把内容写全。"),
    Rule("yaml-tag", "不用标签（!）。", "去掉标签。"),
    Rule("yaml-documents", "一个文件一份文档。", "拆成几个文件。"),
    Rule("empty-file", "文件有内容。", "补上内容或删去文件。"),
    Rule("duplicate-key", "同一组里字段不重复。", "只留一个。"),
    Rule("stray-file", "数据文件放在规定的位置。", "看贡献指南的目录表。"),
    Rule("missing-file", "版本和泉州分工表这两个文件一定要有。", "从上一版取回这个文件。"),
    Rule("missing-field", "必填字段都有值。", "补上字段。"),
    Rule("unknown-field", "只写规定的字段。", "改成提示里的字段名。"),
    Rule("unquoted", "编号、日期、条款号等文字加引号。", "用单引号括起来。"),
    Rule("wrong-type", "字段的值是规定的种类。", "按提示改。"),
    Rule("bad-form", "编号和日期写成规定的样子。", "按提示里的例子写。"),
    Rule("too-long", "文字不超过字数上限。", "只留一个能当场核对的要求。"),
    Rule("out-of-range", "数值在规定的范围里。", "按提示改。"),
)
